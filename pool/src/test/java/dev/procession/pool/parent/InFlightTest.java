package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight();
    private final Ledger ledger = Ledger.inMemory();
    private final Window window = new Window(System::nanoTime);
    private long nextItem = 1;

    private PendingTask send(int items) {
        PendingTask task = WindowTest.task(items, 8);
        inFlight.add(task);
        window.given(task);
        window.sent(task);
        task.carriedBy(null, nextItem);
        nextItem += items;
        return task;
    }

    private List<InFlight.Recalled> recall() {
        return inFlight.recall(ledger, nextItem - 1, window);
    }

    /** The outcomes that the row expects from now on: position and whether the item was taken back. */
    private List<String> outcomes() {
        List<String> all = new ArrayList<>();
        for (InFlight.Next next = inFlight.next(); next != null; next = inFlight.next()) {
            all.add(next.position() + (next.recalled() ? " taken" : ""));
            inFlight.advance(1);
        }
        return all;
    }

    @Test
    void wholeTasksBehindTheRunningOneAreTaken() {
        send(1);
        PendingTask second = send(1);
        PendingTask third = send(2);
        ledger.enter(1);
        assertThat(recall())
                .containsExactly(
                        new InFlight.Recalled(new Span(second, 0, 1), true),
                        new InFlight.Recalled(new Span(third, 0, 2), true));
        assertThat(outcomes()).containsExactly("0", "0 taken", "0 taken", "1 taken");
    }

    @Test
    void theRestOfAChunkIsTaken() {
        PendingTask chunk = send(5);
        ledger.enter(1);
        ledger.enter(2);
        inFlight.advance(1);
        assertThat(recall()).containsExactly(new InFlight.Recalled(new Span(chunk, 2, 5), false));
        assertThat(outcomes()).containsExactly("1", "2 taken", "3 taken", "4 taken");
    }

    @Test
    void aChunkBetweenTwoItemsIsTakenWithItsTask() {
        PendingTask chunk = send(5);
        ledger.enter(1);
        inFlight.advance(1);
        assertThat(recall()).containsExactly(new InFlight.Recalled(new Span(chunk, 1, 5), true));
        assertThat(outcomes()).containsExactly("1 taken", "2 taken", "3 taken", "4 taken");
    }

    /** It was cancelled: the worker has skipped it without entering it. */
    @Test
    void anItemWhoseOutcomeIsJustBeingHandedOnIsNotTaken() {
        PendingTask chunk = send(3);
        assertThat(inFlight.claim(1)).isEqualTo(new InFlight.Next(chunk, 0, 1, false, false));
        assertThat(recall()).containsExactly(new InFlight.Recalled(new Span(chunk, 1, 3), false));
        assertThat(outcomes()).containsExactly("0", "1 taken", "2 taken");
    }

    @Test
    void theLastItemWhoseOutcomeIsJustBeingHandedOnIsNotTakenEither() {
        send(1);
        inFlight.claim(1);
        assertThat(recall()).isEmpty();
        assertThat(inFlight.advance(1)).isTrue();
        assertThat(inFlight.isEmpty()).isTrue();
    }

    @Test
    void whatWasTakenIsNotTakenTwice() {
        send(3);
        ledger.enter(1);
        assertThat(recall()).hasSize(1);
        assertThat(recall()).isEmpty();
        ledger.enter(2);
        PendingTask later = send(2);
        assertThat(recall()).containsExactly(new InFlight.Recalled(new Span(later, 0, 2), true));
        assertThat(outcomes()).containsExactly("0", "1 taken", "2 taken", "0 taken", "1 taken");
    }

    @Test
    void anItemThatIsSettledEarlyIsToldFromTheOthers() {
        PendingTask chunk = send(3);
        PendingTask single = send(1);
        assertThat(inFlight.claimEarly(2)).isEqualTo(new InFlight.Item(chunk, 1));
        assertThat(inFlight.claimEarly(3)).as("before the first has passed").isNull();
        assertThat(inFlight.claim(1)).isEqualTo(new InFlight.Next(chunk, 0, 1, false, false));
        inFlight.advance(1);
        assertThat(inFlight.claim(1)).isEqualTo(new InFlight.Next(chunk, 1, 1, false, true));
        inFlight.advance(1);
        assertThat(inFlight.claimEarly(4)).isEqualTo(new InFlight.Item(single, 0));
        inFlight.advance(1);
        assertThat(inFlight.next()).isEqualTo(new InFlight.Next(single, 0, 1, false, true));
    }

    @Test
    void anOutcomeThatIsJustHandedOnIsNotSettledEarly() {
        send(2);
        assertThat(inFlight.claim(1)).isNotNull();
        assertThat(inFlight.claimEarly(1)).isNull();
        inFlight.advance(1);
        assertThat(inFlight.claimEarly(1)).isNull();
        assertThat(inFlight.claimEarly(2)).isNotNull();
        assertThat(inFlight.claimEarly(3)).isNull();
    }

    @Test
    void outcomesThatAreHandedOnTogetherAreNeitherTakenNorSettledEarly() {
        PendingTask chunk = send(6);
        assertThat(inFlight.claim(3)).isEqualTo(new InFlight.Next(chunk, 0, 3, false, false));
        assertThat(inFlight.claimEarly(3)).isNull();
        assertThat(inFlight.running(3)).isNull();
        assertThat(recall()).containsExactly(new InFlight.Recalled(new Span(chunk, 3, 6), false));
        assertThat(inFlight.advance(3)).isTrue();
        assertThat(outcomes()).containsExactly("3 taken", "4 taken", "5 taken");
    }

    @Test
    void outcomesAreHandedOnTogetherUpToTheEndOfTheirTaskOrToOneThatWasSettledEarly() {
        PendingTask chunk = send(4);
        PendingTask single = send(1);
        assertThat(inFlight.claimEarly(3)).isNotNull();
        assertThat(inFlight.claim(9)).isEqualTo(new InFlight.Next(chunk, 0, 2, false, false));
        assertThat(inFlight.advance(2)).isFalse();
        assertThat(inFlight.claim(9)).isEqualTo(new InFlight.Next(chunk, 2, 1, false, true));
        assertThat(inFlight.advance(1)).isFalse();
        assertThat(inFlight.claim(9)).isEqualTo(new InFlight.Next(chunk, 3, 1, false, false));
        assertThat(inFlight.advance(1)).isTrue();
        assertThat(inFlight.claim(9)).isEqualTo(new InFlight.Next(single, 0, 1, false, false));
    }

    @Test
    void ofOutcomesThatWereClaimedTheFirstMayBeHandedOnAlone() {
        send(3);
        inFlight.claim(3);
        assertThat(inFlight.advance(1)).isFalse();
        assertThat(inFlight.claimEarly(2)).isNotNull();
    }

    @Test
    void whatWasTakenBackIsNotSettledEarly() {
        send(3);
        ledger.enter(1);
        recall();
        assertThat(inFlight.claimEarly(2)).isNull();
        assertThat(inFlight.claimEarly(1)).isNotNull();
    }

    @Test
    void theDeadLeaveWhatWasNotTaken() {
        PendingTask chunk = send(4);
        send(1);
        ledger.enter(1);
        ledger.enter(2);
        inFlight.advance(1);
        recall();
        assertThat(inFlight.left()).containsExactly(new Span(chunk, 1, 2));
        inFlight.clear();
        assertThat(inFlight.next()).isNull();
    }

    /** Steps over skipped items as soon as they are there, as the router does when the worker says at once that it skipped. */
    private Thread skipper(int items) {
        Thread thread = new Thread(() -> {
            int left = items;
            while (left > 0) {
                InFlight.Next next = inFlight.next();
                if (next != null && next.recalled()) {
                    window.skipped(next.task().firstItem() + next.position());
                    inFlight.advance(1);
                    left--;
                } else {
                    Thread.onSpinWait();
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void aWorkerThatSkipsAtOnceIsGivenTasksAgain() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            PendingTask running = send(1);
            ledger.enter(nextItem - 1);
            inFlight.advance(1);
            window.settled(1, 100);
            window.finished(running);
            for (int i = 0; i < 20; i++) {
                send(1);
            }
            Thread skipper = skipper(20);
            assertThat(recall()).hasSize(20);
            skipper.join(30_000);
            assertThat(skipper.isAlive()).isFalse();
            assertThat(window.isIdle()).as("round %d", round).isTrue();
        }
    }
}
