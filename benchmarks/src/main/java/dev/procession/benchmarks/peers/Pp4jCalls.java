package dev.procession.benchmarks.peers;

import dev.procession.core.RemoteFunction;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.impl.JavaProcessPoolExecutor;
import net.viktorc.pp4j.impl.SimpleJavaProcessOptions;

/** PP4J's pool of JVMs. The only class that names PP4J, so that its absence is this class's alone. */
final class Pp4jCalls implements Calls {
    private static final int INITIAL_MIB = 64;
    private static final int MOST_MIB = 1024;
    private static final int STACK_KIB = 1024;
    private static final long STAYS = 0;

    private final List<ProcessHandle> before =
            ProcessHandle.current().children().toList();
    private final JavaProcessExecutorService pool;
    private final List<ProcessHandle> workers;

    Pp4jCalls() throws InterruptedException {
        pool = new JavaProcessPoolExecutor(
                new SimpleJavaProcessOptions(INITIAL_MIB, MOST_MIB, STACK_KIB, STAYS),
                WORKERS,
                WORKERS,
                0,
                (Runnable & Serializable) null,
                false);
        workers = ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child))
                .toList();
        // They live on when their parent ends, by Ctrl-C for instance.
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "bench-pp4j"));
    }

    private void kill() {
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public <T, R> Future<R> submit(RemoteFunction<T, R> function, T argument) {
        return pool.submit((Callable<R> & Serializable) () -> function.apply(argument));
    }

    @Override
    public long workerNanos() {
        return workers.stream()
                .mapToLong(ProcessHandle::pid)
                .map(ProcessFigures::cpuNanos)
                .sum();
    }

    @Override
    public void close() {
        pool.shutdownNow();
        kill();
    }
}
