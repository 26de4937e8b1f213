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
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Items one by one. */
public final class ImapOne implements Figure {
    private static final int MOST = 200_000;
    private static final int LEAST = 500;
    private static final int ENTRANTS = 6;
    private static final double OVER_CPYTHON = 10;
    private static final TaskOptions ONE_BY_ONE = TaskOptions.defaults().withChunkSize(1);

    /** Always the same. */
    public ImapOne() {}

    @Override
    public String name() {
        return "imap1";
    }

    @Override
    public String question() {
        return "items of nothing one a chunk, in any order (imapUnordered; CPython's futures: map, in order)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(6, 25);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports(ImapOne::bulk)
                .python(Kind.POOL, Rate.asked("imap"))
                .python(Kind.FUTURES, Rate.asked("imap"));
        setting.run(new Contest(
                "",
                List.of(Rate.of("items/s")),
                entrants.list(),
                new Comparisons(setting)
                        .against(Rate.KEY, Kind.POOL.words(), any -> Target.atLeast(OVER_CPYTHON))
                        .against(Rate.KEY, Kind.FUTURES.words())
                        .list()));
    }

    private static Map<String, Double> bulk(Calls calls, int count) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        long begun = System.nanoTime();
        int seen = 0;
        try (TaskResults<Integer> results =
                ((PoolCalls) calls).pool().with(ONE_BY_ONE).imapUnordered(Work::same, items)) {
            for (Iterator<Integer> each = results.iterator(); each.hasNext(); each.next()) {
                seen++;
            }
        }
        return Rate.since(seen, begun);
    }
}
