package com.example.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerLostException;
import dev.procession.testkit.LeakGuard;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class NioPoolIT {
    private final List<Integer> numbers = IntStream.range(0, 20_000).boxed().toList();

    private static ProcessPool pool() {
        return ProcessPool.builder()
                .processes(2)
                .transport("nio")
                .output(line -> {})
                .build();
    }

    @Test
    void aPoolMapsOverTheStrangersTransport() throws Exception {
        try (ProcessPool pool = pool()) {
            assertEquals(numbers.stream().map(x -> x + 1).toList(), pool.map(x -> x + 1, numbers));
            assertEquals(20_000_000, pool.<byte[], Integer>apply(bytes -> bytes.length, new byte[20_000_000]));
        }
    }

    @Test
    void aKilledWorkerFailsItsTaskAloneAndIsReplaced() throws Exception {
        try (ProcessPool pool = pool()) {
            TaskFuture<Integer> lost = pool.applyAsync(NioPoolIT::die, 1);
            List<TaskFuture<Integer>> others = numbers.subList(0, 100).stream()
                    .map(x -> pool.applyAsync(y -> y, x))
                    .toList();
            var thrown = assertThrows(ExecutionException.class, () -> lost.get(30, TimeUnit.SECONDS));
            assertInstanceOf(WorkerLostException.class, thrown.getCause());
            for (int i = 0; i < others.size(); i++) {
                assertEquals(i, others.get(i).get(30, TimeUnit.SECONDS));
            }
            assertEquals(numbers, pool.map(x -> x, numbers));
        }
    }

    @Test
    void closeFinishesWhatWasAccepted() {
        ProcessPool pool = pool();
        List<TaskFuture<Integer>> accepted = numbers.subList(0, 500).stream()
                .map(x -> pool.applyAsync(y -> y, x))
                .toList();
        pool.close();
        assertTrue(accepted.stream().allMatch(TaskFuture::successful));
    }

    private static int die(int unused) throws Exception {
        new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
        new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        return unused;
    }
}
