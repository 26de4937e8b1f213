package dev.procession.benchmarks.figures;

import dev.procession.benchmarks.peers.Calls;
import dev.procession.benchmarks.peers.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/** Many calls in flight. */
public final class Burst {
    private Burst() {}

    /**
     * Hands over so many calls, then waits for all.
     *
     * @param calls to whom
     * @param count how many
     * @return their rate
     * @throws Exception if one fails
     */
    public static Map<String, Double> run(Calls calls, int count) throws Exception {
        long begun = System.nanoTime();
        List<Future<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(calls.submit(Work::same, i));
        }
        for (Future<Integer> future : futures) {
            future.get();
        }
        return Rate.since(count, begun);
    }
}
