package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Probe;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Clock;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a pool's only worker. */
public final class Replace implements Figure {
    private static final double OF_FRESH = 0.3;

    /** Always the same. */
    public Replace() {}

    @Override
    public String name() {
        return "replace";
    }

    @Override
    public String question() {
        return "from kill -9 of the only worker to the result of a call made then";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(8, 30);
    }

    @Override
    public boolean needsQuiet() {
        return true;
    }

    @Override
    public void measure(Setting setting) throws Exception {
        List<Entrant> entrants = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<Killing> opened = new ArrayList<>();
        try {
            for (String transport : setting.transports()) {
                String spare = transport + ", with a spare";
                String fresh = transport + ", fresh spawn";
                entrants.add(Entrant.of(spare, () -> open(opened, transport, 1)));
                entrants.add(Entrant.of(fresh, () -> open(opened, transport, 0)));
                comparisons.add(new Comparison(Clock.MILLIS, spare, fresh, Target.atMost(OF_FRESH)));
            }
            setting.run(new Contest("", List.of(Metric.cost(Clock.MILLIS, "ms")), entrants, comparisons));
        } finally {
            opened.forEach(killing -> killing.pool().terminate());
        }
    }

    private static Killing open(List<Killing> opened, String transport, int spares) {
        Killing killing = new Killing(
                ProcessPool.builder()
                        .processes(1)
                        .spares(spares)
                        .transport(transport)
                        .build(),
                1 + spares);
        opened.add(killing);
        return killing;
    }

    /**
     * Kills the worker.
     *
     * @param pool of one worker
     * @param alive how many JVMs it has at rest
     */
    private record Killing(ProcessPool pool, int alive) implements Probe {
        private static final Duration REST = Duration.ofSeconds(20);

        @Override
        public void prepare() throws Exception {
            measure();
        }

        @Override
        public Map<String, Double> measure() throws Exception {
            awaitRest();
            ProcessHandle worker = ProcessHandle.of(pool.apply(Work::pid, 0)).orElseThrow();
            long begun = System.nanoTime();
            worker.destroyForcibly();
            // Which may still reach the dying worker; then it is run again.
            pool.with(TaskOptions.attempts(2)).apply(Work::same, 1);
            return Clock.since(begun);
        }

        private void awaitRest() throws InterruptedException, TimeoutException {
            long end = System.nanoTime() + REST.toNanos();
            while (pool.statistics().workers().alive() < alive
                    || pool.statistics().workers().starting() > 0) {
                if (System.nanoTime() > end) {
                    throw new TimeoutException(
                            "not " + alive + " workers after " + REST.toSeconds() + " s: " + pool.statistics());
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        }
    }
}
