package dev.procession.benchmarks.bare;

import dev.procession.benchmarks.peers.Work;
import dev.procession.pool.ProcessPool;

/** {@code ColdPool TRANSPORT}: opens a pool of two, prints its first result, and is gone. */
public final class ColdPool {
    private ColdPool() {}

    /**
     * Runs once.
     *
     * @param arguments the transport
     */
    public static void main(String[] arguments) throws Exception {
        ProcessPool pool =
                ProcessPool.builder().processes(2).transport(arguments[0]).build();
        Integer result = pool.apply(Work::same, 1);
        System.out.println(result);
        pool.terminate();
        Runtime.getRuntime().halt(0);
    }
}
