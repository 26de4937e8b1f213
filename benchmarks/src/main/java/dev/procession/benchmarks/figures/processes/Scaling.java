package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.bare.PoolParent;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Rate;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Probe;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Clock;
import dev.procession.benchmarks.peers.LineProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** More workers for the same work, each pool in a fresh JVM. */
public final class Scaling implements Figure {
    private static final List<Integer> SIZES = List.of(1, 2, 8, 64);
    private static final List<Integer> SIZES_QUICKLY = List.of(1, 2, 16);
    private static final int CALLS = 100_000;
    private static final int CALLS_QUICKLY = 20_000;
    private static final int REFERENCE = 2;
    private static final double AT_MOST = 2;
    private static final String CPU = "cpu";
    private static final String PSS = "pss";
    private static final double KIB_PER_MIB = 1024;

    /** Always the same. */
    public Scaling() {}

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public String question() {
        return "the same calls of nothing by more workers; what they cost the parent";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(10, 60);
    }

    @Override
    public boolean needsQuiet() {
        return true;
    }

    @Override
    public void measure(Setting setting) throws Exception {
        for (String transport : setting.transports()) {
            measure(setting, transport);
        }
    }

    private static void measure(Setting setting, String transport) throws InterruptedException {
        List<Integer> sizes = setting.extent().of(SIZES_QUICKLY, SIZES);
        int calls = setting.extent().of(CALLS_QUICKLY, CALLS);
        List<Entrant> entrants = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<LineProcess> parents = Collections.synchronizedList(new ArrayList<>());
        try {
            for (int size : sizes) {
                entrants.add(Entrant.of(words(size), () -> new Parent(transport, size, calls, parents::add)));
                if (size != REFERENCE) {
                    comparisons.addAll(against(size));
                }
            }
            List<Metric> metrics =
                    List.of(Rate.of("tasks/s"), Metric.cost(CPU, "ms/1,000"), Metric.cost(PSS, "MiB/worker"));
            setting.run(new Contest(transport, metrics, entrants, comparisons));
        } finally {
            parents.forEach(LineProcess::close);
        }
    }

    private static List<Comparison> against(int size) {
        Target target = size > REFERENCE ? Target.atMost(AT_MOST) : Target.NONE;
        return List.of(
                new Comparison(Rate.KEY, words(size), words(REFERENCE), Target.NONE),
                new Comparison(CPU, words(size), words(REFERENCE), target),
                new Comparison(PSS, words(size), words(REFERENCE), target));
    }

    private static String words(int size) {
        return size == 1 ? "1 worker" : size + " workers";
    }

    /** A parent with its pool. It starts when it is its turn to prepare: beside 64 others that start nobody would get on. */
    private static final class Parent implements Probe {
        private final String transport;
        private final int workers;
        private final int calls;
        private final Consumer<LineProcess> started;
        private @Nullable LineProcess process;

        Parent(String transport, int workers, int calls, Consumer<LineProcess> started) {
            this.transport = transport;
            this.workers = workers;
            this.calls = calls;
            this.started = started;
        }

        @Override
        public void prepare() throws Exception {
            LineProcess fresh = LineProcess.start(words(workers), PoolParent.command(transport, workers));
            started.accept(fresh);
            process = fresh;
            measure();
        }

        @Override
        public Map<String, Double> measure() throws Exception {
            double[] answer = Objects.requireNonNull(process).ask(Integer.toString(calls));
            Map<String, Double> sample = Rate.sample(calls, answer[0]);
            sample.put(CPU, Clock.millisPerThousand(answer[1], calls));
            sample.put(PSS, answer[2] / KIB_PER_MIB / workers);
            return sample;
        }
    }
}
