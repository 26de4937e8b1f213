package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Rate;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.PoolCalls;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.core.RemoteFunction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A map over small integers, with chunks as they come by default. */
public final class MapChunks implements Figure {
    private static final int MOST = 1_000_000;
    private static final int LEAST = 10_000;
    private static final int ENTRANTS = 5;
    private static final double OVER_CPYTHON = 2;
    private static final RemoteFunction<Integer, Integer> ABS = Math::abs;

    /** Always the same. */
    public MapChunks() {}

    @Override
    public String name() {
        return "map";
    }

    @Override
    public String question() {
        return "the absolute values of integers, chunks as by default (map; CPython: the built-in abs)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(6, 25);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports(MapChunks::bulk)
                .python(Kind.POOL, Rate.asked("map"));
        setting.run(new Contest(
                "",
                List.of(Rate.of("items/s")),
                entrants.list(),
                new Comparisons(setting)
                        .against(Rate.KEY, Kind.POOL.words(), any -> Target.atLeast(OVER_CPYTHON))
                        .list()));
    }

    private static Map<String, Double> bulk(Calls calls, int count) throws Exception {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        long begun = System.nanoTime();
        int results = ((PoolCalls) calls).pool().map(ABS, items).size();
        return Rate.since(results, begun);
    }
}
