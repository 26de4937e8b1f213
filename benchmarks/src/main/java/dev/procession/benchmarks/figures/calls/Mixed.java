package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import dev.procession.benchmarks.peers.Trips;
import dev.procession.benchmarks.peers.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Short tasks beside long ones; {@code bench_peer.py} has the same times. */
public final class Mixed implements Figure {
    private static final int LONG_MILLIS = 20;
    private static final int LONG_EVERY_MILLIS = 15;
    private static final Duration SHORT_PAUSE = Duration.ofMillis(1);
    private static final int LEAST = 20;
    private static final int MOST = 20_000;
    private static final int ENTRANTS = 8;

    /** Always the same. */
    public Mixed() {}

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public String question() {
        return "a short call every millisecond, beside tasks of 20 ms that keep two thirds of both workers busy";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(8, 35);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports(Mixed::bulk)
                .python(Kind.POOL, (python, count) -> Trips.parse(python.ask("mixed " + count)))
                .python(Kind.FUTURES, (python, count) -> Trips.parse(python.ask("mixed " + count)))
                .calls(Stage.PP4J, Mixed::bulk)
                .calls(Stage.THREADS, Mixed::bulk);
        String[] peers = {Kind.POOL.words(), Kind.FUTURES.words(), Stage.PP4J, Stage.THREADS};
        setting.run(new Contest(
                "",
                RoundTrip.METRICS,
                entrants.list(),
                new Comparisons(setting)
                        .against(RoundTrip.P50, Kind.POOL.words())
                        .against(RoundTrip.P99, peers)
                        .against(RoundTrip.P999, Kind.POOL.words())
                        .list()));
    }

    private static Map<String, Double> bulk(Calls calls, int count) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<Integer> longs = new FutureTask<>(() -> submitLong(calls, over));
        new Thread(longs, "bench-long").start();
        try {
            return RoundTrip.trips(calls, count, SHORT_PAUSE, 1);
        } finally {
            over.countDown();
            longs.get();
        }
    }

    private static int submitLong(Calls calls, CountDownLatch over) throws Exception {
        List<Future<Integer>> open = new ArrayList<>();
        while (!over.await(LONG_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            open.add(calls.submit(Work::nap, LONG_MILLIS));
        }
        for (Future<Integer> each : open) {
            each.get();
        }
        return open.size();
    }
}
