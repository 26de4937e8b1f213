package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.figures.Burst;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Comparison;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Entrant;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.measure.Probe;
import dev.procession.benchmarks.measure.Target;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.PoolCalls;
import dev.procession.benchmarks.peers.ProcessFigures;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.PoolStatistics.WorkerRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;

/** What workers hold that have nothing to do, while as many empty JVMs are there. */
public final class Memory implements Figure {
    private static final String PSS = "pss";
    private static final String RSS = "rss";
    private static final int TASKS = 10_000;
    private static final double OVER_EMPTY_PIPE = 1.3;
    private static final double OVER_EMPTY = 1.8;
    private static final double KIB_PER_MIB = 1024;

    /** Always the same. */
    public Memory() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String question() {
        return "an idle worker after 10,000 calls of nothing and a collection (PSS: shared pages counted in part)";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(8, 40);
    }

    @Override
    public boolean needsQuiet() {
        return true;
    }

    @Override
    public void measure(Setting setting) throws Exception {
        List<Entrant> entrants = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        List<EmptyJvms> opened = new ArrayList<>();
        try {
            for (String transport : setting.transports()) {
                String empty = EmptyJvms.NAME + ", options of " + transport;
                Target target = Target.atMost(transport.equals("pipe") ? OVER_EMPTY_PIPE : OVER_EMPTY);
                entrants.add(Entrant.of(transport, () -> workers(setting.stage().pool(transport))));
                entrants.add(Entrant.of(empty, () -> {
                    EmptyJvms jvms = new EmptyJvms(Calls.WORKERS, EmptyJvms.optionsOfWorkers(transport));
                    opened.add(jvms);
                    return () -> empty(jvms);
                }));
                comparisons.add(new Comparison(PSS, transport, empty, target));
                comparisons.add(new Comparison(RSS, transport, empty, Target.NONE));
            }
            List<Metric> metrics = List.of(Metric.cost(PSS, "MiB"), Metric.cost(RSS, "MiB"));
            setting.run(new Contest("", metrics, entrants, comparisons));
        } finally {
            opened.forEach(EmptyJvms::close);
        }
    }

    /** The tasks are done once; what is measured in the rounds is what is held then. */
    private static Probe workers(PoolCalls calls) throws Exception {
        Burst.run(calls, TASKS);
        return () -> {
            List<Future<Integer>> collections = new ArrayList<>();
            for (int i = 0; i < Calls.WORKERS; i++) {
                collections.add(calls.submit(Work::collectAtLeisure, 1));
            }
            for (Future<Integer> each : collections) {
                each.get();
            }
            return sample(calls.pool().statistics().each().stream()
                    .map(WorkerRow::pid)
                    .toList());
        };
    }

    private static Map<String, Double> empty(EmptyJvms jvms) throws Exception {
        jvms.collect();
        return sample(jvms.pids());
    }

    private static Map<String, Double> sample(List<Long> pids) {
        Map<String, Double> sample = new LinkedHashMap<>();
        sample.put(PSS, mean(pids, ProcessFigures::proportionalKib));
        sample.put(RSS, mean(pids, ProcessFigures::residentKib));
        return sample;
    }

    private static double mean(List<Long> pids, ToLongFunction<Long> kib) {
        return pids.stream().mapToLong(kib).average().orElseThrow() / KIB_PER_MIB;
    }
}
