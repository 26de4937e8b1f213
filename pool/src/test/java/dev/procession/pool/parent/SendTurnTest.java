package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendTurnTest {
    private final AtomicInteger rounds = new AtomicInteger();

    /** How many ask for the turn during the first round. */
    private int others;

    private final SendTurn turn = new SendTurn(this::round);

    private void round() {
        if (rounds.incrementAndGet() == 1) {
            for (int i = 0; i < others; i++) {
                assertThat(turn.take()).isFalse();
            }
        }
    }

    @Test
    void whoComesAloneGoesRoundOnce() {
        assertThat(turn.take()).isTrue();
        assertThat(turn.take()).isTrue();

        assertThat(rounds).hasValue(2);
    }

    @Test
    void allWhoAskDuringARoundAreServedByOneMore() {
        others = 3;

        assertThat(turn.take()).isTrue();

        assertThat(rounds).hasValue(2);
    }

    @Test
    void whoAsksWhileTheTurnIsUsedForSomethingElseIsServedBehindIt() {
        boolean answer = turn.alone(() -> {
            assertThat(turn.take()).isFalse();
            assertThat(turn.take()).isFalse();
            assertThat(rounds).hasValue(0);
            return true;
        });

        assertThat(answer).isTrue();
        assertThat(rounds).hasValue(1);
        assertThat(turn.take()).isTrue();
    }

    @Test
    void aTurnThatNobodyAskedForIsPassedWithoutARound() {
        assertThat(turn.alone(() -> true)).isTrue();

        assertThat(rounds).hasValue(0);
        assertThat(turn.take()).isTrue();
    }

    @Test
    void aTurnThatAnErrorCutsOffIsNobodysAnyMoreAndKeepsNobodyWaiting() {
        SendTurn overflowing = new SendTurn(() -> {
            throw new StackOverflowError("pretended");
        });

        assertThatThrownBy(overflowing::take).isInstanceOf(StackOverflowError.class);

        assertThat(overflowing.isBroken()).isTrue();
        assertThat(overflowing.take()).isFalse();
        assertThat(overflowing.alone(() -> true)).isFalse();
        overflowing.awaitFree(Long.MAX_VALUE / 2);
        overflowing.seal();
        assertThat(overflowing.isSealed()).isTrue();
    }

    @Test
    void aSealedTurnIsNobodysAnyMore() {
        assertThat(turn.isSealed()).isFalse();

        turn.seal();

        assertThat(turn.isSealed()).isTrue();
        assertThat(turn.take()).isFalse();
        assertThat(turn.alone(() -> true)).isFalse();
        assertThat(rounds).hasValue(0);
    }
}
