package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.PoolStatistics.WorkerRow;
import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What processes that have nothing to do cost: all at the same time, since none disturbs another. */
public final class Idle implements Figure {
    private static final int WORKERS = 8;
    private static final int CALLS = 1_000;

    /** What has just run ends, threads that idle among it. */
    private static final Duration CALM = Duration.ofMillis(2_500);

    private static final double PERCENT_ABOVE_EMPTY = 0.1;
    private static final String PARENT = "parent of all pools";

    /** Always the same. */
    public Idle() {}

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String question() {
        return "processor time of 8 workers that have nothing to do, and of 8 empty JVMs; differences, not ratios";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(10, 72);
    }

    @Override
    public boolean needsQuiet() {
        return true;
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Duration window = Duration.ofSeconds(setting.extent().of(6, 60))
                .dividedBy(setting.extent().rounds());
        List<ProcessPool> pools = new ArrayList<>();
        List<Entrant> entrants = new ArrayList<>();
        IdleWindows windows = new IdleWindows(window);
        try (EmptyJvms empty = new EmptyJvms(
                WORKERS, EmptyJvms.optionsOfWorkers(setting.transports().get(0)))) {
            for (String transport : setting.transports()) {
                entrants.add(Entrant.of(transport, () -> windows.probe(pids(open(pools, transport)))));
            }
            entrants.add(Entrant.of(EmptyJvms.NAME, () -> windows.probe(empty.pids())));
            entrants.add(Entrant.of(
                    PARENT, () -> windows.probe(List.of(ProcessHandle.current().pid()))));
            TimeUnit.NANOSECONDS.sleep(CALM.toNanos());
            setting.run(new Contest(
                    "",
                    List.of(Metric.cost(IdleWindows.KEY, "% of a core")),
                    entrants,
                    new Comparisons(setting)
                            .against(IdleWindows.KEY, EmptyJvms.NAME, any -> Target.atMostAbove(PERCENT_ABOVE_EMPTY))
                            .list()));
        } finally {
            pools.forEach(ProcessPool::terminate);
        }
    }

    private static ProcessPool open(List<ProcessPool> pools, String transport) throws Exception {
        ProcessPool pool =
                ProcessPool.builder().processes(WORKERS).transport(transport).build();
        pools.add(pool);
        pool.map(Work::same, IntStream.range(0, CALLS).boxed().toList());
        return pool;
    }

    private static List<Long> pids(ProcessPool pool) throws InterruptedException {
        while (pool.statistics().workers().starting() > 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return pool.statistics().each().stream().map(WorkerRow::pid).toList();
    }
}
