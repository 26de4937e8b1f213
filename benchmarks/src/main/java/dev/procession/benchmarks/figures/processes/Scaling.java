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
import java.util.List;
import java.util.Map;

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
        List<LineProcess> parents = new ArrayList<>();
        try {
            for (int size : sizes) {
                entrants.add(Entrant.of(words(size), () -> {
                    LineProcess parent = LineProcess.start(words(size), PoolParent.command(transport, size));
                    parents.add(parent);
                    return new Parent(parent, size, calls);
                }));
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

    /**
     * A parent with its pool.
     *
     * @param process which
     * @param workers how many it has
     * @param calls how many it makes
     */
    private record Parent(LineProcess process, int workers, int calls) implements Probe {
        @Override
        public void prepare() throws Exception {
            measure();
        }

        @Override
        public Map<String, Double> measure() throws Exception {
            double[] answer = process.ask(Integer.toString(calls));
            Map<String, Double> sample = Rate.sample(calls, answer[0]);
            sample.put(CPU, Clock.millisPerThousand(answer[1], calls));
            sample.put(PSS, answer[2] / KIB_PER_MIB / workers);
            return sample;
        }
    }
}
