package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.measure.Probe;
import dev.procession.benchmarks.peers.ProcessFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at several groups of processes over the same spans of time. For one thread at a time. */
final class IdleWindows {
    static final String KEY = "cpu";

    private static final double PERCENT = 100;

    private final Duration length;
    private final List<List<Long>> groups = new ArrayList<>();

    /** By window, of each group. */
    private final List<List<Double>> windows = new ArrayList<>();

    IdleWindows(Duration length) {
        this.length = length;
    }

    /** A probe of one group: the first that is asked in a round waits for a window's end, the others read what it saw. */
    Probe probe(List<Long> pids) {
        int group = groups.size();
        groups.add(pids);
        return new Probe() {
            private int asked;

            @Override
            public Map<String, Double> measure() throws InterruptedException {
                if (asked == windows.size()) {
                    windows.add(look());
                }
                return Map.of(KEY, windows.get(asked++).get(group));
            }
        };
    }

    private List<Double> look() throws InterruptedException {
        long begun = System.nanoTime();
        List<Long> before = groups.stream().map(IdleWindows::nanos).toList();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        List<Long> after = groups.stream().map(IdleWindows::nanos).toList();
        double elapsed = System.nanoTime() - begun;
        List<Double> percent = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            percent.add((after.get(i) - before.get(i)) * PERCENT / elapsed);
        }
        return percent;
    }

    private static long nanos(List<Long> pids) {
        return pids.stream().mapToLong(ProcessFigures::threadNanos).sum();
    }
}
