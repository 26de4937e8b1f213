package dev.procession.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux tells of a process in {@code /proc}. */
public final class ProcessFigures {
    /** Linux tells processor time in hundredths of a second, on all machines that run a JVM. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private ProcessFigures() {}

    /**
     * The processor time that a process has had, threads that ended included.
     *
     * @param pid which process
     * @return nanoseconds, to the nearest ten million
     */
    public static long cpuNanos(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * NANOS_PER_TICK;
    }

    /**
     * The processor time that the threads of a process have had which are there now.
     *
     * @param pid which process
     * @return nanoseconds, exactly
     */
    public static long threadNanos(long pid) {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads) {
                sum += runNanos(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    private static long runNanos(Path thread) throws IOException {
        try {
            String schedule = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        } catch (NoSuchFileException e) {
            return 0; // it has just ended
        }
    }

    /**
     * What a process holds in memory, what it shares counted in part.
     *
     * @param pid which process
     * @return KiB
     */
    public static long proportionalKib(long pid) {
        return kib(pid, "Pss:");
    }

    /**
     * What a process holds in memory, what it shares counted in full.
     *
     * @param pid which process
     * @return KiB
     */
    public static long residentKib(long pid) {
        return kib(pid, "Rss:");
    }

    private static long kib(long pid, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
