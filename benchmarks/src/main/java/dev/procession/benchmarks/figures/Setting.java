package dev.procession.benchmarks.figures;

import dev.procession.benchmarks.measure.Contest;
import dev.procession.benchmarks.measure.Pace;
import dev.procession.benchmarks.peers.Stage;
import java.time.Duration;
import java.util.List;

/**
 * What a figure works with.
 *
 * @param stage who is open
 * @param transports Procession's, those that are measured
 * @param extent how much is asked for
 * @param budget how long the figure may take
 * @param arena where contests are run
 */
public record Setting(Stage stage, List<String> transports, Extent extent, Duration budget, Arena arena) {
    /** The part of the budget that is not kept for opening and closing. */
    private static final double MEASURING = 0.75;

    /** Rounds' worth of time for warming up, whose last try may be twice as long as it should. */
    private static final int WARM_UP = Pace.WARM_UP_SLOTS + 1;

    /**
     * How much is asked for.
     *
     * @param quick whether less will do
     * @param rounds how many rounds each contest has
     */
    public record Extent(boolean quick, int rounds) {
        /**
         * One of two.
         *
         * @param <T> of what
         * @param quickly for a quick run
         * @param fully for a full one
         * @return the one for this run
         */
        public <T> T of(T quickly, T fully) {
            return quick ? quickly : fully;
        }
    }

    /** Where contests are run. */
    @FunctionalInterface
    public interface Arena {
        /**
         * Runs one.
         *
         * @param contest whom to measure, and what to tell
         * @throws InterruptedException if interrupted
         */
        void run(Contest contest) throws InterruptedException;
    }

    /**
     * Runs a contest.
     *
     * @param contest whom to measure, and what to tell
     * @throws InterruptedException if interrupted
     */
    public void run(Contest contest) throws InterruptedException {
        arena.run(contest);
    }

    /**
     * The time of one measurement.
     *
     * @param measurements how many there are in a round, in all contests of the figure together
     * @return how long it may take
     */
    public Duration slot(int measurements) {
        double nanos = budget.toNanos() * MEASURING / measurements / (extent.rounds() + WARM_UP);
        return Duration.ofNanos((long) nanos);
    }
}
