package dev.procession.examples.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Counts what this process holds. Used by one thread. */
final class Census {
    private static final List<Path> PLACES =
            List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")));

    /** Threads of pools that have nothing to do end after two seconds. */
    private static final Duration IDLE = Duration.ofMillis(2_500);

    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final long LOOK_MILLIS = 100;

    private final Pattern ownName =
            Pattern.compile(".*(?<![A-Za-z0-9])" + ProcessHandle.current().pid() + "(?![A-Za-z0-9]).*");

    /** What is held when things have come to rest: at the soonest when idle threads have gone and there are so many children. */
    Map<Figure, Long> atRest(int children) throws InterruptedException {
        Thread.sleep(IDLE.toMillis());
        return settled(held -> jvms() == children);
    }

    /** What is held as soon as it is acceptable, or when that has not come true for long. */
    Map<Figure, Long> settled(Predicate<Map<Figure, Long>> acceptable) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        Map<Figure, Long> held = countable();
        while (!acceptable.test(held) && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
            held = countable();
        }
        held.put(Figure.HEAP, heap() >> 10);
        held.put(Figure.RESIDENT, resident());
        return held;
    }

    private static long jvms() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .count();
    }

    /** All but memory, which takes a collection. */
    private Map<Figure, Long> countable() {
        Map<Figure, Long> held = new EnumMap<>(Figure.class);
        held.put(Figure.DESCRIPTORS, (long) Descriptors.open().size());
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .toList();
        held.put(
                Figure.THREADS,
                threads.stream().filter(name -> name.startsWith("procession-")).count());
        held.put(
                Figure.OTHER_THREADS,
                threads.stream()
                        .filter(name -> !name.matches("(procession-|soak-|process reaper).*"))
                        .count());
        held.put(Figure.FILES, PLACES.stream().mapToLong(this::files).sum());
        held.put(
                Figure.CHILDREN,
                ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .count());
        return held;
    }

    private static long heap() {
        System.gc();
        System.gc(); // what had to be told of its end by the first
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long resident() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0; // this system does not tell
        }
    }

    private long files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        long count = 0;
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(folder, "procession-*")) {
            for (Path one : ours) {
                if (ownName.matcher(one.getFileName().toString()).matches()) {
                    count += below(one);
                }
            }
        } catch (IOException e) {
            return 0; // not readable
        }
        return count;
    }

    private static long below(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.count();
        } catch (IOException | UncheckedIOException e) {
            return 1; // changed while it was walked
        }
    }
}
