package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import dev.procession.pool.protocol.Shape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WindowTest {
    private long now;
    private final Window window = new Window(() -> now);

    static PendingTask task(int items, int bytes) {
        return task(items, bytes, TaskTerms.DEFAULTS);
    }

    static PendingTask task(int items, int bytes, TaskTerms terms) {
        DecodeContext context = new DecodeContext(ClassLoader.getSystemClassLoader(), ClassFilter.trusting());
        PackedFunction function = new PackedFunction(new byte[1], true, "test", context);
        return new PendingTask(function, Shape.FUNCTION, ByteBuffer.allocate(bytes), items, new NoSink(), 0, terms);
    }

    private void give(int tasks) {
        for (int i = 0; i < tasks; i++) {
            PendingTask task = task(1, 8);
            window.given(task);
            window.sent(task);
        }
    }

    @Test
    void aWorkerThatHasNotReportedHoldsOneTask() {
        assertThat(window.hasRoomFor(task(1, 8))).isTrue();
        give(1);
        assertThat(window.hasRoomFor(task(1, 8))).isFalse();
    }

    @Test
    void aWorkerOfTinyTasksHoldsMany() {
        give(2);
        window.settled(1, 100);
        window.finished(task(1, 8));
        give(500);
        assertThat(window.hasRoomFor(task(1, 8))).isTrue();
        assertThat(window.enoughSent()).isFalse();
        give(1_000);
        assertThat(window.enoughSent()).isTrue();
    }

    @Test
    void aWorkerOfLongTasksHoldsOne() {
        give(1);
        window.settled(1, 50_000_000);
        window.finished(task(1, 8));
        give(1);
        assertThat(window.hasRoomFor(task(1, 8))).isFalse();
    }

    @Test
    void aWorkerWithoutProgressGetsNothingMore() {
        give(1);
        window.settled(1, 100);
        window.finished(task(1, 8));
        give(1);
        assertThat(window.hasRoomFor(task(1, 8))).isTrue();
        now += 6_000_000;
        assertThat(window.hasRoomFor(task(1, 8))).isFalse();
        window.settled(1, 100);
        window.finished(task(1, 8));
        assertThat(window.hasRoomFor(task(1, 8))).isTrue();
    }

    @Test
    void aLargeTaskGoesOnlyToAWorkerWithoutWork() {
        assertThat(window.hasRoomFor(task(1, 100 << 20))).isTrue();
        give(1);
        assertThat(window.hasRoomFor(task(1, 100 << 20))).isFalse();
    }

    @Test
    void everythingFinishedLeavesNoLoad() {
        PendingTask task = task(3, 8);
        window.given(task);
        window.sent(task);
        assertThat(window.load()).isPositive();
        window.settled(3, 3_000);
        window.finished(task);
        assertThat(window.load()).isZero();
        assertThat(window.enoughSent()).isFalse();
    }

    @Test
    void tasksWaitBehindAnItemOnlyWhenMoreThanOneIsHeld() {
        assertThat(window.waitingNanos()).isNegative();
        give(1);
        now += 30_000_000;
        assertThat(window.waitingNanos()).isNegative();
        give(1);
        assertThat(window.waitingNanos()).isEqualTo(30_000_000);
    }

    @Test
    void aWorkerThatWasRelievedGetsNothingBeforeItHasPassedWhatWasTaken() {
        give(2);
        window.recalled(new Span(task(1, 8), 0, 1), true);
        assertThat(window.waitingNanos()).isNegative();
        window.settled(1, 100);
        window.finished(task(1, 8));
        assertThat(window.hasRoomFor(task(1, 8))).isFalse();
        assertThat(window.isIdle()).isFalse();
        window.skipped(0);
        assertThat(window.hasRoomFor(task(1, 8))).isTrue();
        assertThat(window.isIdle()).isTrue();
    }

    @Test
    void aWorkerIsGivenNoMoreItemsThanAreAllowed() {
        window.allow(10);
        PendingTask task = task(4, 8);
        window.given(task);
        window.sent(task);
        assertThat(window.allowed(8)).isEqualTo(6);
        assertThat(window.isNearlySpent(1_000_000_000)).isFalse();
        window.settled(4, 400_000);
        window.finished(task);
        assertThat(window.isNearlySpent(700_000)).isTrue();
        assertThat(window.isNearlySpent(500_000)).isFalse();
        window.given(task(6, 8));
        assertThat(window.hasRoomFor(task(1, 8))).isFalse();
        assertThat(window.isSpent()).isFalse();
        window.dropped(task(2, 8));
        assertThat(window.allowed(8)).isEqualTo(2);
    }

    @Test
    void aWorkerIsSpentWhenItHasHadAllAndHasNothingLeft() {
        window.allow(1);
        give(1);
        assertThat(window.isSpent()).isFalse();
        assertThat(window.idleNanos()).isNegative();
        window.settled(1, 100);
        window.finished(task(1, 8));
        now += 5;
        assertThat(window.isSpent()).isTrue();
        assertThat(window.isIdle()).isFalse();
        assertThat(window.idleNanos()).isEqualTo(5);
    }
}
