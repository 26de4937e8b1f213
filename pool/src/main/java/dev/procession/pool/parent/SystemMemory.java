package dev.procession.pool.parent;

import dev.procession.core.launch.LocalLauncher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the system tells of memory. Where there is a {@code /proc}, each call reads a small file or two, in some tens of
 * microseconds; elsewhere, as on macOS, what a process holds is asked of {@code ps}, which takes some milliseconds.
 */
final class SystemMemory {
    /** This machine's. */
    static final SystemMemory HERE = new SystemMemory(Path.of("/proc"), "ps", LocalLauncher::memoryLeft);

    /** How long {@code ps} may take. */
    private static final long PS_MILLIS = 2_000;

    private final Path proc;
    private final String ps;
    private final Supplier<OptionalLong> container;

    /**
     * A system.
     *
     * @param proc where it tells of processes, if it does
     * @param ps the program to ask where it does not
     * @param container tells the bytes that the container has left; empty if it sets no limit
     */
    SystemMemory(Path proc, String ps, Supplier<OptionalLong> container) {
        this.proc = proc;
        this.ps = ps;
        this.container = container;
    }

    /**
     * The memory that a process holds (its resident set).
     *
     * @return in bytes; empty if it is gone, or where the system does not tell
     */
    OptionalLong residentBytes(long pid) {
        return Files.exists(proc.resolve("self"))
                ? field(proc.resolve(Long.toString(pid)).resolve("status"), "VmRSS:")
                : askPs(pid);
    }

    /**
     * Makes sure that {@link #residentBytes} tells something here.
     *
     * @throws UnsupportedOperationException if it does not
     */
    void requireTold() {
        if (residentBytes(ProcessHandle.current().pid()).isEmpty()) {
            throw new UnsupportedOperationException(
                    "recycleAbove cannot be kept: this system tells the memory of a process"
                            + " neither in " + proc + "/PID/status nor by \"" + ps
                            + " -o rss= -p PID\"; install ps, or use maxTasksPerChild(...)");
        }
    }

    /** A number of KiB, and nothing else; nothing for a process that is gone. */
    private OptionalLong askPs(long pid) {
        try {
            Process asked = new ProcessBuilder(ps, "-o", "rss=", "-p", Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream answer = asked.getInputStream()) {
                asked.getOutputStream().close();
                if (asked.waitFor(PS_MILLIS, TimeUnit.MILLISECONDS)) {
                    String text = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
                    return OptionalLong.of(Long.parseLong(text.strip()) << 10);
                }
            } finally {
                asked.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | NumberFormatException e) {
            // Not told.
        }
        return OptionalLong.empty();
    }

    /** Whether a process that may come to need this much can be added; true where the system does not tell. */
    boolean hasRoomFor(long bytes) {
        OptionalLong machine = field(proc.resolve("meminfo"), "MemAvailable:");
        return Math.min(machine.orElse(Long.MAX_VALUE), container.get().orElse(Long.MAX_VALUE)) >= bytes;
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
}
