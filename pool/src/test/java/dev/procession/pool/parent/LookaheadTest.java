package dev.procession.pool.parent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many inputs are pulled, by what is known of their results. */
class LookaheadTest {
    private static final int WORKERS = 3;

    private final Lookahead ahead = new Lookahead(100, 10_000, () -> WORKERS);

    /** Pulls until there is no more room; returns how many items that were. */
    private int fill() {
        int pulled = 0;
        while (ahead.hasRoom()) {
            ahead.entered(10);
            pulled++;
        }
        return pulled;
    }

    @Test
    void beforeTheFirstResultTwoItemsAWorkerAreUnderWay() {
        assertThat(fill()).isEqualTo(2 * WORKERS);
    }

    @Test
    void afterwardsAsManyAsTheirResultsHaveRoomFor() {
        int pulled = fill();
        ahead.settled(10, 1_000);
        pulled += fill();
        assertThat(pulled).isBetween(8, 10);
    }

    @Test
    void smallResultsLetAllItemsGoThatMay() {
        int pulled = fill();
        ahead.settled(10, 10);
        pulled += fill();
        assertThat(pulled).isEqualTo(100);
    }

    @Test
    void eachWorkerHasSomethingToRunHoweverLargeResultsAre() {
        fill();
        for (int i = 0; i < 2 * WORKERS; i++) {
            ahead.settled(10, 9_000);
        }
        assertThat(fill()).isZero();
        for (int i = 0; i < 2 * WORKERS - 1; i++) {
            ahead.taken(9_000);
        }
        assertThat(fill()).isEqualTo(WORKERS);
    }

    @Test
    void nothingIsPulledBehindWhatNobodyTakes() {
        fill();
        for (int i = 0; i < 2 * WORKERS; i++) {
            ahead.settled(10, 5_000);
        }
        assertThat(ahead.hasRoom()).isFalse();
        assertThat(ahead.untaken()).isEqualTo(2 * WORKERS);
    }

    @Test
    void aLargeResultIsForgottenInTheEnd() {
        fill();
        ahead.settled(10, 5_000);
        ahead.taken(5_000);
        for (int i = 0; i < 100; i++) {
            ahead.entered(10);
            ahead.settled(10, 10);
            ahead.taken(10);
        }
        assertThat(fill()).isGreaterThan(50);
    }

    @Test
    void aSingleItemGoesWhateverItsSize() {
        Lookahead narrow = new Lookahead(1, 1, () -> 1);
        assertThat(narrow.hasRoom()).isTrue();
        narrow.entered(1_000);
        assertThat(narrow.hasRoom()).isFalse();
        narrow.settled(1_000, 1_000);
        narrow.taken(1_000);
        assertThat(narrow.hasRoom()).isTrue();
    }

    @Test
    void anOutcomeThatComesBeforeItsItemWasEnteredCountsOnce() {
        ahead.settled(10, 100);
        ahead.entered(10);
        ahead.taken(100);
        assertThat(ahead.untaken()).isZero();
        assertThat(ahead.hasRoom()).isTrue();
    }
}
