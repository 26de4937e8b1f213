package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Rate;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.AbsentException;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import dev.procession.benchmarks.peers.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bytes there and back. */
public final class Payload implements Figure {
    private static final int MOST = 10_000;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int JUDGED = MIB;
    private static final double BYTES_PER_MB = 1e6;
    private static final double OVER_CPYTHON = 8;

    /** PP4J sends each call as one line of Base64, whole strings of which it keeps. */
    private static final int LARGEST_OF_PP4J = MIB;

    private static final Map<String, Integer> SIZES = sizes();

    private static Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("1 KiB", KIB);
        sizes.put("64 KiB", 64 * KIB);
        sizes.put("1 MiB", MIB);
        sizes.put("64 MiB", 64 * MIB);
        return sizes;
    }

    /** Always the same. */
    public Payload() {}

    @Override
    public String name() {
        return "payload";
    }

    @Override
    public String question() {
        return "bytes in and the same out, one call after the other (apply); one way counted";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(12, 70);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        int entrants = (setting.transports().size() + 2) * SIZES.size();
        for (Map.Entry<String, Integer> size : SIZES.entrySet()) {
            measure(setting, size.getKey(), size.getValue(), entrants);
        }
    }

    private static void measure(Setting setting, String label, int size, int measurements) throws InterruptedException {
        byte[] content = new byte[size];
        Entrants entrants = new Entrants(setting, setting.slot(measurements), 1, MOST)
                .transports((calls, count) -> bulk(calls, content, count))
                .python(
                        Kind.POOL,
                        (python, count) ->
                                Rate.sample(megabytes(size, count), python.ask("payload " + size + " " + count)[0]));
        if (size <= LARGEST_OF_PP4J) {
            entrants.calls(Stage.PP4J, (calls, count) -> bulk(calls, content, count));
        } else {
            entrants.add(Stage.PP4J, () -> {
                throw new AbsentException("not asked: each call would be a line of 85 MiB");
            });
        }
        Target target = size == JUDGED ? Target.atLeast(OVER_CPYTHON) : Target.NONE;
        setting.run(new Contest(
                label,
                List.of(Rate.of("MB/s")),
                entrants.list(),
                new Comparisons(setting)
                        .against(Rate.KEY, Kind.POOL.words(), any -> target)
                        .against(Rate.KEY, Stage.PP4J)
                        .list()));
    }

    private static Map<String, Double> bulk(Calls calls, byte[] content, int count) throws Exception {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            calls.call(Work::echo, content);
        }
        return Rate.since(megabytes(content.length, count), begun);
    }

    private static double megabytes(int size, int count) {
        return (double) size * count / BYTES_PER_MB;
    }
}
