package dev.procession.benchmarks.figures.processes;

import dev.procession.benchmarks.bare.EmptyJvm;
import dev.procession.benchmarks.peers.JavaCommand;
import dev.procession.benchmarks.peers.LineProcess;
import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JVMs that do nothing, with the options of a worker. */
final class EmptyJvms implements AutoCloseable {
    static final String NAME = "empty JVM";

    private final List<LineProcess> all = new ArrayList<>();

    /** Starts so many. */
    EmptyJvms(int count, List<String> options) throws IOException {
        for (int i = 0; i < count; i++) {
            LineProcess one = LineProcess.start(NAME, JavaCommand.of(options, EmptyJvm.class));
            all.add(one);
            one.answer();
        }
    }

    /** What a worker over this transport is started with, but for what only a worker can use. */
    static List<String> optionsOfWorkers(String transport) throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().processes(1).transport(transport).build()) {
            return pool.apply(Work::options, 0).stream()
                    .filter(option -> option.startsWith("-X"))
                    .filter(option -> !option.matches("-Xshare.*|-Xlog.*|-XX:SharedArchiveFile.*|-XX:AOT.*"))
                    .toList();
        }
    }

    List<Long> pids() {
        return all.stream().map(LineProcess::pid).toList();
    }

    /** Collects the garbage in each. */
    void collect() throws IOException {
        for (LineProcess one : all) {
            one.ask("");
        }
    }

    @Override
    public void close() {
        all.forEach(LineProcess::close);
    }
}
