package dev.procession.benchmarks.peers;

import dev.procession.benchmarks.measure.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** How long calls take, there and back, one after the other. */
public final class Trips {
    private static final double NANOS_PER_MICRO = 1_000;

    /** The keys of what is told, in the order in which programs answer. */
    private static final List<String> KEYS = List.of(Pace.NANOS, "p50", "p99", "p99.9");

    private static final double[] PARTS = {0.5, 0.99, 0.999};

    private Trips() {}

    /** One call. */
    @FunctionalInterface
    public interface Trip {
        /**
         * Calls and waits.
         *
         * @param number the how manieth it is
         * @throws Exception if it fails
         */
        void go(int number) throws Exception;
    }

    /**
     * Measures.
     *
     * @param trip what
     * @param count how many by each caller
     * @param pause how long a caller waits between two
     * @param callers how many callers there are, all at the same time
     * @return the time of all, and percentiles in microseconds
     * @throws Exception if one fails
     */
    public static Map<String, Double> measure(Trip trip, int count, Duration pause, int callers) throws Exception {
        long[][] times = new long[callers][count];
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        for (long[] own : times) {
            tasks.add(new FutureTask<>(() -> call(trip, own, pause)));
        }
        long begun = System.nanoTime();
        // The first caller is this thread: so one caller costs no thread.
        tasks.subList(1, callers).forEach(task -> new Thread(task, "bench-caller").start());
        tasks.get(0).run();
        for (FutureTask<Integer> task : tasks) {
            task.get();
        }
        long elapsed = System.nanoTime() - begun;
        return summary(
                elapsed,
                Arrays.stream(times).flatMapToLong(LongStream::of).sorted().toArray());
    }

    private static int call(Trip trip, long[] times, Duration pause) throws Exception {
        for (int i = 0; i < times.length; i++) {
            long begun = System.nanoTime();
            trip.go(i);
            times[i] = System.nanoTime() - begun;
            if (!pause.isZero()) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        }
        return times.length;
    }

    private static Map<String, Double> summary(long elapsed, long[] sorted) {
        double[] values = new double[KEYS.size()];
        values[0] = elapsed;
        for (int i = 0; i < PARTS.length; i++) {
            int at = Math.min(sorted.length - 1, (int) (sorted.length * PARTS[i]));
            values[i + 1] = sorted[at] / NANOS_PER_MICRO;
        }
        return parse(values);
    }

    /**
     * What a program has answered.
     *
     * @param values the numbers of its line
     * @return the same with their keys
     */
    public static Map<String, Double> parse(double[] values) {
        Map<String, Double> summary = new LinkedHashMap<>();
        for (int i = 0; i < KEYS.size(); i++) {
            summary.put(KEYS.get(i), values[i]);
        }
        return summary;
    }

    /**
     * What a program answers.
     *
     * @param summary from {@link #measure}
     * @return one line of numbers
     */
    public static String line(Map<String, Double> summary) {
        return String.join(
                " ",
                KEYS.stream()
                        .map(key -> Double.toString(summary.getOrDefault(key, Double.NaN)))
                        .toList());
    }
}
