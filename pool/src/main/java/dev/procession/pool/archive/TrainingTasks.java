package dev.procession.pool.archive;

import dev.procession.core.RemoteCallable;
import dev.procession.pool.Args;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.pool.Tasks;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Tasks that do nothing, in each way that tasks are given: what a worker loads for them is what it loads for any. */
final class TrainingTasks {
    private static final List<Integer> ITEMS = List.of(1, 2, 3, 4, 5, 6, 7, 8);

    private TrainingTasks() {}

    /** What goes by Java serialization. */
    private record Pair(String name, Map<String, Integer> values) implements Serializable {}

    static void run(ProcessPool tasks) throws InterruptedException, ExecutionException {
        int captured = ITEMS.size();
        tasks.apply(() -> "a text");
        tasks.apply((Integer x) -> x + captured, 1);
        tasks.apply(Math::max, 1, 2);
        tasks.apply((Pair pair) -> pair, new Pair("pair", Map.of("one", 1)));
        tasks.applyAsync(() -> List.of(1L, 2.5, "three", new byte[] {4})).get();
        tasks.runAsync(() -> {}).get();
        tasks.map(Integer::toBinaryString, ITEMS);
        tasks.starmap(Integer::sum, List.of(Args.of(1, 2), Args.of(3, 4)));
        try (TaskResults<Integer> results = tasks.imap((Integer x) -> x, ITEMS)) {
            results.forEach(x -> {});
        }
        tasks.with(TaskOptions.attempts(2)).apply(() -> "again");
        fail(tasks);
    }

    private static void fail(Tasks tasks) throws InterruptedException {
        RemoteCallable<String> failing = () -> {
            throw new IllegalStateException("on purpose", new IllegalArgumentException("its cause"));
        };
        try {
            tasks.apply(failing);
        } catch (ExecutionException expected) {
            // The way of an exception is what is trained.
        }
    }
}
