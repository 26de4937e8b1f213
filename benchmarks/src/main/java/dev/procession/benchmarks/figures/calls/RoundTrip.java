package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.bare.BarePing;
import dev.procession.benchmarks.bare.Medium;
import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.LineProcess;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import dev.procession.benchmarks.peers.Trips;
import dev.procession.benchmarks.peers.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One call after the other, there and back. */
public final class RoundTrip implements Figure {
    private static final int LEAST = 10;
    private static final int MOST = 100_000;
    private static final int ENTRANTS = 32;
    private static final int CALLERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(2);

    /** A call goes through some hundred methods of ours at either end, which a JVM compiles at length after 5,000 to 15,000 calls. */
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private static final Duration QUICK_WARM_UP = Duration.ofSeconds(1);

    private static final double OVER_BARE = 1.4;
    private static final double OF_CPYTHON_BUSY = 0.2;
    private static final double OF_CPYTHON_PAUSED = 0.6;
    private static final String HANDED_OVER = ", handed over";
    static final String P50 = "p50";
    static final String P99 = "p99";
    static final String P999 = "p99.9";

    /** What any trip is measured by. */
    static final List<Metric> METRICS =
            List.of(Metric.cost(P50, "µs"), Metric.cost(P99, "µs"), Metric.cost(P999, "µs"));

    /** Always the same. */
    public RoundTrip() {}

    @Override
    public String name() {
        return "round-trip";
    }

    @Override
    public String question() {
        return "a call of nothing, there and back (apply)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(15, 75);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Map<String, LineProcess> bare = new LinkedHashMap<>();
        try {
            for (Medium medium : Medium.values()) {
                open(bare, medium, false);
            }
            open(bare, Medium.PIPE, true);
            open(bare, Medium.SOCKET, true);
            alone(setting, bare, "back to back", Duration.ZERO);
            alone(setting, bare, "2 ms apart", PAUSE);
        } finally {
            bare.values().forEach(LineProcess::close);
        }
        underLoad(setting);
    }

    private static void open(Map<String, LineProcess> bare, Medium medium, boolean handsOver) throws IOException {
        String name = medium.words() + (handsOver ? HANDED_OVER : "");
        bare.put(name, LineProcess.start(name, BarePing.command(medium, handsOver)));
    }

    private static void alone(Setting setting, Map<String, LineProcess> bare, String label, Duration pause)
            throws InterruptedException {
        long micros = pause.toNanos() / 1_000;
        Duration warmUp = pause.isZero() ? setting.extent().of(QUICK_WARM_UP, WARM_UP) : Duration.ZERO;
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .warmedUpFor(warmUp)
                .transports((calls, count) -> trips(calls, count, pause, 1))
                .python(Kind.POOL, (python, count) -> Trips.parse(python.ask("trips " + count + " " + micros + " 1")))
                .calls(Stage.PP4J, (calls, count) -> trips(calls, count, pause, 1))
                .calls(Stage.THREADS, (calls, count) -> trips(calls, count, pause, 1));
        bare.forEach((name, program) ->
                entrants.program(name, program, (asked, count) -> Trips.parse(asked.ask(count + " " + micros))));
        double ofCpython = pause.isZero() ? OF_CPYTHON_BUSY : OF_CPYTHON_PAUSED;
        Comparisons comparisons = new Comparisons(setting);
        setting.transports().forEach(transport -> comparisons.add(againstBare(transport)));
        setting.run(new Contest(
                label,
                METRICS,
                entrants.list(),
                comparisons
                        .against(
                                P50,
                                Kind.POOL.words(),
                                transport -> isStream(transport) ? Target.NONE : Target.atMost(ofCpython))
                        .against(P50, Stage.PP4J, Stage.THREADS)
                        .against(P99, Kind.POOL.words())
                        .against(P999, Kind.POOL.words())
                        .list()));
    }

    /** Those whose other end has a thread that reads and one that works. */
    private static boolean isStream(String transport) {
        return Medium.of(transport) != Medium.QUEUE;
    }

    private static Comparison againstBare(String transport) {
        String medium = Medium.of(transport).words();
        return isStream(transport)
                ? new Comparison(P50, transport, medium + HANDED_OVER, Target.atMost(OVER_BARE))
                : new Comparison(P50, transport, medium, Target.NONE);
    }

    private static void underLoad(Setting setting) throws InterruptedException {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports((calls, count) -> trips(calls, count, Duration.ZERO, CALLERS))
                .python(Kind.POOL, (python, count) -> Trips.parse(python.ask("trips " + count + " 0 " + CALLERS)))
                .calls(Stage.PP4J, (calls, count) -> trips(calls, count, Duration.ZERO, CALLERS))
                .calls(Stage.THREADS, (calls, count) -> trips(calls, count, Duration.ZERO, CALLERS));
        String[] peers = {Kind.POOL.words(), Stage.PP4J, Stage.THREADS};
        setting.run(new Contest(
                CALLERS + " callers at once",
                METRICS,
                entrants.list(),
                new Comparisons(setting)
                        .against(P50, peers)
                        .against(P99, Kind.POOL.words())
                        .against(P999, Kind.POOL.words())
                        .list()));
    }

    static Map<String, Double> trips(Calls calls, int count, Duration pause, int callers) throws Exception {
        return Trips.measure(number -> calls.call(Work::same, number), count, pause, callers);
    }
}
