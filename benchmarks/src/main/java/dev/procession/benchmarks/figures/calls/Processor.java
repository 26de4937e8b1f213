package dev.procession.benchmarks.figures.calls;

import dev.procession.benchmarks.figures.Burst;
import dev.procession.benchmarks.figures.Comparisons;
import dev.procession.benchmarks.figures.Entrants;
import dev.procession.benchmarks.figures.Figure;
import dev.procession.benchmarks.figures.Rate;
import dev.procession.benchmarks.figures.Setting;
import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Metric;
import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.Clock;
import dev.procession.benchmarks.peers.LineProcess;
import dev.procession.benchmarks.peers.ProcessFigures;
import dev.procession.benchmarks.peers.Python.Kind;
import dev.procession.benchmarks.peers.Stage;
import java.util.List;
import java.util.Map;

/** Processor time of a task, on both sides together. */
public final class Processor implements Figure {
    private static final int MOST = 1_000_000;
    private static final int LEAST = 1_000;
    private static final int ENTRANTS = 8;
    private static final String KEY = "cpu";

    /** Always the same. */
    public Processor() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String question() {
        return "processor time of 1,000 calls of nothing in flight, parent and workers together";
    }

    @Override
    public Budget budget() {
        return Budget.seconds(6, 25);
    }

    @Override
    public void measure(Setting setting) throws Exception {
        Entrants entrants = new Entrants(setting, setting.slot(ENTRANTS), LEAST, MOST)
                .transports(Processor::bulk)
                .python(Kind.POOL, Processor::asked)
                .python(Kind.FUTURES, Processor::asked)
                .calls(Stage.PP4J, Processor::bulk)
                .calls(Stage.THREADS, Processor::bulk);
        setting.run(new Contest(
                "",
                List.of(Metric.cost(KEY, "ms/1,000")),
                entrants.list(),
                new Comparisons(setting)
                        .against(KEY, Kind.POOL.words(), Kind.FUTURES.words(), Stage.PP4J, Stage.THREADS)
                        .list()));
    }

    private static Map<String, Double> bulk(Calls calls, int count) throws Exception {
        long before = nanos(calls);
        Map<String, Double> sample = Burst.run(calls, count);
        sample.put(KEY, Clock.millisPerThousand((double) (nanos(calls) - before), count));
        return sample;
    }

    private static long nanos(Calls calls) {
        return ProcessFigures.cpuNanos(ProcessHandle.current().pid()) + calls.workerNanos();
    }

    private static Map<String, Double> asked(LineProcess python, int count) throws Exception {
        long before = python.cpuNanos();
        Map<String, Double> sample = Rate.asked("single").run(python, count);
        sample.put(KEY, Clock.millisPerThousand((double) (python.cpuNanos() - before), count));
        return sample;
    }
}
