package dev.procession.testkit.fault;

import dev.procession.testkit.fault.FaultPlan.Passage;
import dev.procession.testkit.fault.FaultPlan.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Counts what passes, says what becomes of it, and keeps what was done. Thread-safe. */
final class Strikes {
    private final FaultPlan plan;
    private final Map<Direction, Count> counts = new EnumMap<>(Direction.class);
    private final List<String> done = new ArrayList<>();

    Strikes(FaultPlan plan) {
        this.plan = plan;
    }

    /** What has passed one way. */
    private static final class Count {
        private final Deque<Fault> next = new ArrayDeque<>();
        private long frames;
        private long bytes;
    }

    /**
     * What becomes of one frame.
     *
     * @param fault what is done
     * @param offset where in the frame
     * @param bit which bit of the byte there
     */
    record Strike(Fault fault, int offset, int bit) {}

    synchronized void next(Direction direction, Fault fault) {
        count(direction).next.add(fault);
    }

    /** What becomes of the next frame, which is counted; null if it is spared. */
    synchronized @Nullable Strike decide(Direction direction, int bytes) {
        Count count = count(direction);
        Passage passage = new Passage(++count.frames, count.bytes + 1, bytes);
        count.bytes += bytes;
        Random chance = chance(direction, passage.number());
        Fault asked = count.next.poll();
        if (asked != null) {
            return strike(direction, passage, asked, FaultPlan.place(passage, chance));
        }
        for (Rule rule : plan.rules()) {
            int offset = rule.direction() == direction ? rule.condition().strikesAt(passage, chance) : -1;
            if (offset >= 0) {
                return strike(direction, passage, rule.fault(), offset);
            }
        }
        return null;
    }

    /** The frame that was spared last was refused, and comes again. */
    synchronized void undo(Direction direction, int bytes) {
        Count count = count(direction);
        count.frames--;
        count.bytes -= bytes;
    }

    private Count count(Direction direction) {
        return counts.computeIfAbsent(direction, unused -> new Count());
    }

    /** The same for each frame however often it is asked for. */
    private Random chance(Direction direction, long frame) {
        Random random = new Random(direction == Direction.TO_CHILD ? plan.seed() : ~plan.seed());
        return new Random(random.nextLong() + frame * 0x9E3779B97F4A7C15L);
    }

    private Strike strike(Direction direction, Passage passage, Fault fault, int offset) {
        String kind = fault.kind().toString().toLowerCase(Locale.ROOT);
        String way = direction == Direction.TO_CHILD ? "to" : "from";
        String time = fault.time().isZero() ? "" : " for " + fault.time();
        done.add(kind + time + ": frame " + passage.number() + " " + way + " a child, " + passage.bytes()
                + " bytes, at byte " + offset);
        return new Strike(fault, offset, chance(direction, -passage.number()).nextInt(Byte.SIZE));
    }

    synchronized List<String> done() {
        return List.copyOf(done);
    }
}
