package dev.procession.pool.parent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the system tells of memory. Each call reads a small file or two, in some tens of microseconds. */
final class SystemMemory {
    private static final Path PROC = Path.of("/proc");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

    private SystemMemory() {}

    /**
     * The memory that a process holds (its resident set).
     *
     * @return in bytes; empty if it is gone, or where the system has no {@code /proc}
     */
    static OptionalLong residentBytes(long pid) {
        return field(PROC.resolve(Long.toString(pid)).resolve("status"), "VmRSS:");
    }

    /** Whether {@link #residentBytes} tells anything here. */
    static boolean isTold() {
        return residentBytes(ProcessHandle.current().pid()).isPresent();
    }

    /** Whether a process that may come to need this much can be added; true where the system does not tell. */
    static boolean hasRoomFor(long bytes) {
        OptionalLong machine = field(PROC.resolve("meminfo"), "MemAvailable:");
        OptionalLong limit = number(LIMIT);
        OptionalLong used = number(USED);
        boolean fitsContainer = limit.isEmpty() || used.isEmpty() || limit.getAsLong() - used.getAsLong() >= bytes;
        return fitsContainer && (machine.isEmpty() || machine.getAsLong() >= bytes);
    }

    /** A line such as {@code VmRSS:   12345 kB}, in bytes. */
    private static OptionalLong field(Path file, String name) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not told.
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // no such limit, or "max"
        }
    }
}
