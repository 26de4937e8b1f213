package dev.procession.it.faults;

import dev.procession.core.launch.LocalLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much this process holds while its pool lives.
 *
 * @param processes below it
 * @param descriptors open; 0 where the system does not tell
 * @param threads of Procession's that belong to workers
 * @param files in the folder of this run
 * @param mappings of files of this run; 0 where the system does not tell
 */
record Holdings(long processes, long descriptors, long threads, long files, long mappings) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    static Holdings now() throws IOException {
        Path folder = LocalLauncher.shared().folder();
        return new Holdings(
                ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .count(),
                Files.exists(DESCRIPTORS) ? count(Files.list(DESCRIPTORS)) : 0,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(Holdings::isOfAWorker)
                        .count(),
                count(Files.walk(folder)),
                Files.exists(MAPPINGS)
                        ? count(Files.lines(MAPPINGS).filter(line -> line.contains(folder.toString())))
                        : 0);
    }

    /** Keepers and callback threads come and go with the work, not with workers. */
    private static boolean isOfAWorker(Thread thread) {
        String name = thread.getName();
        return name.startsWith("procession-") && !name.startsWith("procession-pool-");
    }

    private static long count(Stream<?> all) {
        try (all) {
            return all.count();
        }
    }

    boolean isNoMoreThan(Holdings before) {
        return processes <= before.processes
                && descriptors <= before.descriptors
                && threads <= before.threads
                && files <= before.files
                && mappings <= before.mappings;
    }
}
