package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.figures.Burst;
import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Rate;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import java.util.List;

/** Single tasks in flight. */
public final class Single implements Figure {
    private static final int MOST = 200_000;
    private static final int LEAST = 500;
    private static final int ENTRANTS = 8;
    private static final double OVER_CPYTHON = 25;
    private static final double OVER_PP4J = 20;

    /** Always the same. */
    public Single() {}

    @Override
    public String name() {
        return "single";
    }

    @Override
    public String question() {
        return "calls of nothing in flight, each with its own future (applyAsync)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(7, 35);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports(Burst::run)
                .python(Kind.POOL, Rate.asked("single"))
                .python(Kind.FUTURES, Rate.asked("single"))
                .calls(Stage.PP4J, Burst::run)
                .calls(Stage.THREADS, Burst::run);
        setting.run(new Contest(
                "",
                List.of(Rate.of("tasks/s")),
                entrants.list(),
                new Comparisons(setting)
                        .against(Rate.KEY, Kind.POOL.words(), any -> Target.atLeast(OVER_CPYTHON))
                        .against(Rate.KEY, Stage.PP4J, any -> Target.atLeast(OVER_PP4J))
                        .against(Rate.KEY, Kind.FUTURES.words(), Stage.THREADS)
                        .list()));
    }
}
