package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.codec.ByteSink;
import dev.procession.pool.TaskOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressRelayTest {
    private final HandDrivenPool pool = new HandDrivenPool(1);
    private final List<String> heard = new ArrayList<>();
    private final Queue<Runnable> callbacks = new ArrayDeque<>();
    private final ProgressRelay relay =
            new ProgressRelay((item, value) -> heard.add(item + "=" + value), callbacks::add);
    private final TaskSink sink = pool.task("task", 1, TaskOptions.defaults()).sink();

    @AfterEach
    void close() {
        pool.close();
    }

    private void report(long item, int value) {
        ByteSink bytes = new ByteSink(8);
        pool.codecs.encode(value, bytes);
        relay.reported(
                item,
                sink,
                new EncodedOutcome(ByteBuffer.wrap(bytes.toByteArray()), pool.codecs, pool.function, "worker"));
    }

    private void runCallbacks() {
        for (Runnable next = callbacks.poll(); next != null; next = callbacks.poll()) {
            next.run();
        }
    }

    @Test
    void theLastValueIsHeardThoughItsItemHasEndedMeanwhile() {
        report(7, 1);
        report(7, 2);
        relay.ended(7);
        pool.unwanted.add("task"); // its future is complete
        runCallbacks();
        assertThat(heard).containsExactly("7=2");
    }

    @Test
    void nothingIsHeardOfWhatWasCancelledBefore() {
        report(7, 1);
        pool.unwanted.add("task");
        relay.ended(7);
        report(8, 1);
        runCallbacks();
        assertThat(heard).isEmpty();
    }

    @Test
    void ofAListenerThatIsFarBehindTheLatestItemsAreKept() {
        LongStream.range(0, ProgressRelay.MOST_ENDED + 1).forEach(item -> {
            report(item, 1);
            relay.ended(item);
        });
        runCallbacks();
        assertThat(heard).hasSize(ProgressRelay.MOST_ENDED).startsWith("1=1");
    }
}
