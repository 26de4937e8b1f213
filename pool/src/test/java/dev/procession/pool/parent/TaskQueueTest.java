package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final TaskQueue queue = new TaskQueue();

    private static PendingTask task(int priority) {
        return WindowTest.task(1, 8, TaskTerms.of(TaskOptions.priority(priority)));
    }

    private List<PendingTask> taken() {
        List<PendingTask> taken = new ArrayList<>();
        for (PendingTask task = queue.peek(); task != null; task = queue.peek()) {
            taken.add(task);
            queue.remove(task);
        }
        return taken;
    }

    @Test
    void theMostUrgentComeFirstAndEqualsInTheirOrder() {
        List<PendingTask> tasks = List.of(task(0), task(-5), task(7), task(0), task(7), task(-5), task(1));
        tasks.forEach(queue::add);
        assertThat(queue.firstCount()).isEqualTo(2);
        assertThat(taken())
                .containsExactly(
                        tasks.get(2),
                        tasks.get(4),
                        tasks.get(6),
                        tasks.get(0),
                        tasks.get(3),
                        tasks.get(1),
                        tasks.get(5));
        assertThat(queue.peek()).isNull();
    }

    @Test
    void whatComesBackIsBeforeItsEqualsAndBehindWhatIsMoreUrgent() {
        List<PendingTask> tasks = List.of(task(0), task(3));
        tasks.forEach(queue::add);
        List<PendingTask> back = List.of(task(0), task(0), task(3), task(-1));
        queue.addFirst(back);
        assertThat(taken())
                .containsExactly(back.get(2), tasks.get(1), back.get(0), back.get(1), tasks.get(0), back.get(3));
    }

    @Test
    void drainingTakesAllInOrder() {
        List<PendingTask> tasks = List.of(task(-1), task(0), task(2));
        tasks.forEach(queue::add);
        assertThat(queue.drain()).containsExactly(tasks.get(2), tasks.get(1), tasks.get(0));
        assertThat(queue.drain()).isEmpty();
        assertThat(queue.peek()).isNull();
    }

    @Test
    void aLineIsWholeAfterAnyOfItHasLeft() {
        List<PendingTask> tasks = List.of(task(0), task(0), task(0));
        tasks.forEach(queue::add);
        queue.remove(tasks.get(0));
        queue.add(tasks.get(0));
        queue.putBack(task(0));
        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.removeUnwanted()).isEmpty();
        assertThat(taken()).hasSize(4).endsWith(tasks.get(1), tasks.get(2), tasks.get(0));
        assertThat(queue.size()).isZero();
    }
}
