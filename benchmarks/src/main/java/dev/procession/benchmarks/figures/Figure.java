package dev.procession.benchmarks.figures;

import java.time.Duration;

/** One thing that is measured. */
public interface Figure {
    /**
     * Its name on the command line.
     *
     * @return lower-case words with hyphens between
     */
    String name();

    /**
     * What is measured, for the table's reader.
     *
     * @return one line
     */
    String question();

    /**
     * How long it may take.
     *
     * @return in a quick run and in a full one
     */
    Budget budget();

    /**
     * Whether nobody else may be open meanwhile, since processes at rest are what it measures.
     *
     * @return false if it shares contenders with others
     */
    default boolean needsQuiet() {
        return false;
    }

    /**
     * Measures, by contests that the setting runs.
     *
     * @param setting who is there, how much time there is, and where contests are run
     * @throws Exception if it cannot go on; contests that have been run stay
     */
    void measure(Setting setting) throws Exception;

    /**
     * Time that is kept by doing things less often, not in fewer rounds.
     *
     * @param quick in a quick run
     * @param full in a full one
     */
    record Budget(Duration quick, Duration full) {
        /**
         * In seconds.
         *
         * @param quick in a quick run
         * @param full in a full one
         * @return the budget
         */
        public static Budget seconds(int quick, int full) {
            return new Budget(Duration.ofSeconds(quick), Duration.ofSeconds(full));
        }
    }
}
