package dev.procession.examples.soak.load;

import java.util.SplittableRandom;

/**
 * One thing that a lane does to its pool.
 *
 * @param kind its name in the counts
 * @param weight how often it is chosen, in relation to others
 * @param deed what is done, on the lane's thread: it gives tasks and waits for none
 */
record Ordeal(String kind, int weight, Deed deed) {
    /** What is done. */
    @FunctionalInterface
    interface Deed {
        /**
         * Does it.
         *
         * @param lane to whose pool
         * @param kind the ordeal's name
         * @param random what chance begins with, for this one
         */
        void to(Lane lane, String kind, SplittableRandom random);
    }
}
