package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.bare.ColdBare;
import dev.procession.benchmarks.bare.ColdPool;
import dev.procession.benchmarks.bare.EmptyJvm;
import dev.procession.benchmarks.bare.Medium;
import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Clock;
import dev.procession.benchmarks.peers.JavaCommand;
import dev.procession.benchmarks.peers.LineProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A whole program's start. */
public final class Cold implements Figure {
    private static final String EMPTY = "empty JVM";
    private static final double OVER_BARE = 1.3;

    /** Always the same. */
    public Cold() {}

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String question() {
        return "a program from exec to the first result of 2 workers (bare: to the first message of a child JVM)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(9, 40);
    }

    @Override
    public boolean needsQuiet() {
        return true;
    }

    @Override
    public void measure(Setting setting) throws Exception {
        List<Entrant> entrants = new ArrayList<>();
        Comparisons comparisons = new Comparisons(setting);
        for (String transport : setting.transports()) {
            entrants.add(
                    program(transport, JavaCommand.of(JavaCommand.optionsFor(transport), ColdPool.class, transport)));
            comparisons.add(
                    new Comparison(Clock.MILLIS, transport, Medium.of(transport).words(), Target.atMost(OVER_BARE)));
        }
        for (Medium medium : Medium.values()) {
            entrants.add(program(medium.words(), bare(medium)));
        }
        entrants.add(program(EMPTY, JavaCommand.of(List.of(), EmptyJvm.class)));
        comparisons.against(Clock.MILLIS, EMPTY);
        setting.run(new Contest("", List.of(Metric.cost(Clock.MILLIS, "ms")), entrants, comparisons.list()));
    }

    private static List<String> bare(Medium medium) {
        List<String> child = Stream.concat(
                        Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
                        medium.options().stream())
                .toList();
        String[] arguments =
                Stream.concat(Stream.of(medium.name()), child.stream()).toArray(String[]::new);
        return JavaCommand.of(medium.options(), ColdBare.class, arguments);
    }

    private static Entrant program(String name, List<String> command) {
        return Entrant.of(name, () -> () -> run(name, command));
    }

    private static Map<String, Double> run(String name, List<String> command) throws IOException {
        long begun = System.nanoTime();
        try (LineProcess program = LineProcess.start(name, command)) {
            program.answer();
            return Clock.since(begun);
        }
    }
}
