package dev.procession.testkit.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Which frames meet which fault. Frames and bytes are counted from 1 for each direction, over all channels of the transport
 * together and in the order in which they pass, and each frame counts, those of the greeting too: the first of each direction
 * of each channel. So with one worker the same seed gives the same faults at the same frames. Of several faults for one frame
 * the first that was named is done. Immutable.
 */
public final class FaultPlan {
    private final long seed;
    private final List<Rule> rules;

    private FaultPlan(long seed, List<Rule> rules) {
        this.seed = seed;
        this.rules = rules;
    }

    /** How a rule decides. */
    @FunctionalInterface
    interface Condition {
        /**
         * Whether the frame is struck.
         *
         * @return where in the frame, or -1 if it is spared
         */
        int strikesAt(Passage passage, Random chance);
    }

    /**
     * A frame as rules see it.
     *
     * @param number its number
     * @param firstByte the number of its first byte
     * @param bytes its size
     */
    record Passage(long number, long firstByte, int bytes) {}

    /**
     * A rule.
     *
     * @param direction of which frames
     * @param fault what is done
     * @param condition to which
     */
    record Rule(Direction direction, Fault fault, Condition condition) {}

    /**
     * A plan without faults.
     *
     * @param seed what chances are drawn from
     * @return the plan
     */
    public static FaultPlan seeded(long seed) {
        return new FaultPlan(seed, List.of());
    }

    /**
     * Adds a fault at one frame; inside it at a place drawn by chance.
     *
     * @param direction which way it goes
     * @param frame its number, from 1
     * @param fault what becomes of it
     * @return another plan
     */
    public FaultPlan atFrame(Direction direction, long frame, Fault fault) {
        check("frame", frame);
        return with(direction, fault, (passage, chance) -> passage.number() == frame ? place(passage, chance) : -1);
    }

    /**
     * Adds a fault at the frame that holds one byte; a tear comes right before that byte, and of that byte a bit is changed.
     *
     * @param direction which way it goes
     * @param position the byte's number, from 1
     * @param fault what becomes of the frame
     * @return another plan
     */
    public FaultPlan atByte(Direction direction, long position, Fault fault) {
        check("position", position);
        return with(direction, fault, (passage, chance) -> {
            long offset = position - passage.firstByte();
            return offset >= 0 && offset < passage.bytes() ? (int) offset : -1;
        });
    }

    /**
     * Adds a fault that each frame meets by chance.
     *
     * @param direction which way
     * @param probability from 0 to 1
     * @param fault what becomes of a frame that meets it
     * @return another plan
     */
    public FaultPlan withChance(Direction direction, double probability, Fault fault) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability is " + probability + ", it has to be from 0 to 1");
        }
        return with(
                direction, fault, (passage, chance) -> chance.nextDouble() < probability ? place(passage, chance) : -1);
    }

    private FaultPlan with(Direction direction, Fault fault, Condition condition) {
        Objects.requireNonNull(direction, "the direction is null");
        Objects.requireNonNull(fault, "the fault is null");
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(direction, fault, condition));
        return new FaultPlan(seed, List.copyOf(more));
    }

    private static void check(String what, long number) {
        if (number < 1) {
            throw new IllegalArgumentException("the " + what + " is " + number + ", the first has number 1");
        }
    }

    static int place(Passage passage, Random chance) {
        return passage.bytes() == 0 ? 0 : chance.nextInt(passage.bytes());
    }

    List<Rule> rules() {
        return rules;
    }

    long seed() {
        return seed;
    }

    /** The seed and how many rules. */
    @Override
    public String toString() {
        return "FaultPlan[seed " + seed + ", " + rules.size() + " rules]";
    }
}
