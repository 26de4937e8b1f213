package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.TaskOptions;
import dev.procession.pool.protocol.MessageKind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which worker has which task when. The workers are played, so that each order of events is had for certain. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DispatcherTest {
    private static final TaskOptions ORDINARY = TaskOptions.defaults();
    private static final TaskOptions URGENT = TaskOptions.priority(9);
    private static final TaskOptions KEYED = TaskOptions.key("key");

    private final HandDrivenPool pool = new HandDrivenPool(1);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void anUrgentTaskWaitsWhereAllThatWasSentHasBeenEnteredAndIsNotHeardOf() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.enter(pool.submit("one", 2, ORDINARY));
        PendingTask urgent = pool.submit("urgent", URGENT);
        assertThat(worker.has(urgent)).isFalse();
        worker.succeed(2);
        assertThat(worker.has(urgent)).isTrue();
    }

    @Test
    void whatWasNotSentYetIsTakenBackForAnUrgentTaskOnce() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.enter(pool.submit("one", 2, ORDINARY));
        worker.full = true;
        worker.parentEnd().shutDown(); // a frame that its channel does not take: what comes now is not sent
        pool.submit("waits", KEYED);
        pool.submit("urgent", URGENT);
        worker.full = false;
        worker.succeed(2);
        worker.runAll();
        assertThat(pool.outcomes).endsWith("one", "one", "urgent", "waits");
    }

    @Test
    void whatComesWhileUnsentTasksAreTakenBackDoesNotOvertakeThem() throws InterruptedException {
        HandDrivenWorker worker = pool.quickWorker("worker");
        worker.full = true;
        worker.parentEnd().shutDown();
        AtomicBoolean over = new AtomicBoolean();
        Thread recalling = new Thread(() -> {
            while (!over.get()) {
                worker.parentEnd().recall();
            }
        });
        recalling.start();
        List<String> names =
                IntStream.range(0, 2_000).mapToObj(n -> "keyed " + n).toList();
        names.forEach(name -> pool.submit(name, KEYED));
        over.set(true);
        recalling.join();
        worker.full = false;
        worker.parentEnd().flush();
        worker.runAll();
        assertThat(pool.outcomes).endsWith(names.toArray(String[]::new));
    }

    @Test
    void anErrandOfADrainedWorkerIsNotTakenBack() {
        HandDrivenWorker worker = pool.quickWorker("worker");
        pool.dispatcher().leave(worker.parentEnd());
        HandDrivenWorker other = pool.quickWorker("other");
        assertThat(worker.parentEnd().drained()).isDone();
        PendingTask task = pool.task("finalizer", 1, ORDINARY);
        Errand errand = new Errand("finalizer", task.function(), task.shape(), task.arguments());
        CompletableFuture<Object> outcome = errand.sendTo(worker.parentEnd());
        worker.parentEnd().recall(); // by one that had looked before
        other.runAll();
        worker.runAll();
        assertThat(outcome).isCompletedWithValue(1);
        assertThat(other.received(MessageKind.TASKS)).isEqualTo(1);
    }
}
