package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Probe;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.Clock;
import dev.procession.benchmarks.peers.LineProcess;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pool's start in a program that runs. */
public final class Start implements Figure {
    /** Of what CPython takes; for a transport that is not named, that of mapped memory. */
    private static final Map<String, Double> OF_CPYTHON = Map.of("pipe", 1.3, "socket", 3.0);

    private static final double OF_CPYTHON_MAPPED = 5;

    /** Always the same. */
    public Start() {}

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "from build() to the first result, 2 workers, not the first pool of its JVM, archive there"
                + " (CPython: spawn)";
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
        for (String transport : setting.transports()) {
            entrants.add(Entrant.of(transport, () -> new PoolStart(transport)));
        }
        for (Kind kind : Kind.values()) {
            entrants.add(Entrant.of(kind.words(), () -> {
                LineProcess python = setting.stage().python(kind);
                return () -> Clock.sample(python.ask("start")[0]);
            }));
        }
        entrants.add(Entrant.of(Stage.PP4J, () -> Start::pp4j));
        setting.run(new Contest(
                "",
                List.of(Metric.cost(Clock.MILLIS, "ms")),
                entrants,
                new Comparisons(setting)
                        .against(
                                Clock.MILLIS,
                                Kind.POOL.words(),
                                transport -> Target.atMost(OF_CPYTHON.getOrDefault(transport, OF_CPYTHON_MAPPED)))
                        .against(Clock.MILLIS, Kind.FUTURES.words(), Stage.PP4J)
                        .list()));
    }

    private static Map<String, Double> pp4j() throws Exception {
        try (Stage alone = new Stage()) {
            long begun = System.nanoTime();
            Calls calls = alone.calls(Stage.PP4J);
            calls.call(Work::same, 1);
            return Clock.since(begun);
        }
    }

    /** Opens a pool for one call. */
    private record PoolStart(String transport) implements Probe {
        @Override
        public void prepare() throws Exception {
            measure();
        }

        @Override
        public Map<String, Double> measure() throws Exception {
            long begun = System.nanoTime();
            ProcessPool pool = ProcessPool.builder()
                    .processes(Calls.WORKERS)
                    .transport(transport)
                    .build();
            try {
                pool.apply(Work::same, 1);
                return Clock.since(begun);
            } finally {
                pool.terminate();
            }
        }
    }
}
