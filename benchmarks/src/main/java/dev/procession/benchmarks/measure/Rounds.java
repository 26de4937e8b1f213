package dev.procession.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** Has the entrants of a contest take turns, every other round in the opposite order. */
public final class Rounds {
    private final int count;
    private final Duration limit;
    private final Duration longest;

    /**
     * Rounds for contests.
     *
     * @param count how many
     * @param limit how long one measurement may take: who takes longer is out
     * @param longest no round of a contest begins later than this after its beginning, but the first
     */
    public Rounds(int count, Duration limit, Duration longest) {
        this.count = count;
        this.limit = limit;
        this.longest = longest;
    }

    /**
     * Measures everybody in every round.
     *
     * @param contest whom
     * @param told the number of each round as it begins, from 1; 0 for the preparation
     * @return what came out
     * @throws InterruptedException if interrupted; measurements under way go on in the background
     */
    public Samples run(Contest contest, IntConsumer told) throws InterruptedException {
        Samples samples = new Samples(contest.entrants());
        List<Entrant> order = new ArrayList<>(contest.entrants());
        long begun = System.nanoTime();
        told.accept(0);
        for (Entrant entrant : order) {
            attempt(samples, entrant, probe -> {
                probe.prepare();
                return Map.of();
            });
        }
        for (int round = 1; round <= count; round++) {
            if (round > 1 && System.nanoTime() - begun > longest.toNanos()) {
                break;
            }
            told.accept(round);
            for (Entrant entrant : order) {
                Map<String, Double> sample = attempt(samples, entrant, Probe::measure);
                if (!sample.isEmpty()) {
                    samples.add(entrant.name(), sample);
                }
            }
            Collections.reverse(order);
        }
        return samples;
    }

    /** What is asked of a probe. */
    private interface Step {
        Map<String, Double> take(Probe probe) throws Exception;
    }

    private Map<String, Double> attempt(Samples samples, Entrant entrant, Step step) throws InterruptedException {
        Probe probe = entrant.probe();
        if (probe == null || samples.isAbsent(entrant.name())) {
            return Map.of();
        }
        try {
            return limited(entrant.name(), () -> step.take(probe));
        } catch (TimeoutException e) {
            samples.out(entrant.name(), "no end within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            samples.out(entrant.name(), Reason.of(e));
        }
        return Map.of();
    }

    private <T> T limited(String name, Callable<T> work)
            throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "bench-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            task.cancel(true);
        }
    }
}
