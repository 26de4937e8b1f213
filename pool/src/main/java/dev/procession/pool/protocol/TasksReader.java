package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSource;
import java.nio.ByteBuffer;

/** Takes a TASKS frame apart, in the order in which it was put together. */
public final class TasksReader {
    private static final int DEFINITIONS = 1;
    private static final int RUNS = 2;
    private static final int RECEIVED = 3;
    private static final int MOST_FIELDS = 5;
    private static final int RUN_NUMBERS = 6;
    private static final int LIMIT_NANOS = 6;
    private static final int PROGRESS = 7;

    private TasksReader() {}

    /** Who is told. */
    public interface Visitor {
        /**
         * A function for a slot.
         *
         * @param slot which
         * @param function its bytes, shared with the frame
         * @param capturesNothing whether it may be decoded once and kept
         * @param description for messages
         */
        void definition(int slot, ByteBuffer function, boolean capturesNothing, String description);

        /**
         * A run of items.
         *
         * @param head what they are
         * @param arguments their arguments, shared with the frame
         */
        void run(RunHead head, ByteBuffer arguments);

        /**
         * How far outcomes have reached the parent.
         *
         * @param item all items up to this number
         */
        void received(long item);
    }

    /**
     * Takes a frame apart.
     *
     * @param frame a TASKS frame
     * @param visitor told each part in order
     */
    public static void read(ControlFrame frame, Visitor visitor) {
        ByteSource body = frame.body();
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            switch (WireFields.fieldOf(key)) {
                case DEFINITIONS -> definition(body, frame.payload(), visitor);
                case RUNS -> run(body, frame.payload(), visitor);
                case RECEIVED -> visitor.received(body.readVarLong());
                default -> WireFields.skip(body, key);
            }
        }
    }

    private static void definition(ByteSource body, ByteSource payload, Visitor visitor) {
        int end = WireFields.length(body) + body.position();
        int[] numbers = new int[MOST_FIELDS];
        String description = "";
        while (body.position() < end) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field >= 1 && field <= 3) {
                numbers[field] = body.readVarInt();
            } else if (field == 4) {
                description = WireFields.text(body);
            } else {
                WireFields.skip(body, key);
            }
        }
        visitor.definition(numbers[1], payload.slice(numbers[2]), numbers[3] != 0, description);
    }

    private static void run(ByteSource body, ByteSource payload, Visitor visitor) {
        int end = WireFields.length(body) + body.position();
        int[] numbers = new int[RUN_NUMBERS];
        long limitNanos = 0;
        boolean progress = false;
        while (body.position() < end) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field >= 1 && field < RUN_NUMBERS) {
                numbers[field] = body.readVarInt();
            } else if (field == LIMIT_NANOS) {
                limitNanos = body.readVarLong();
            } else if (field == PROGRESS) {
                progress = body.readVarLong() != 0;
            } else {
                WireFields.skip(body, key);
            }
        }
        RunHead head = new RunHead(numbers[1], Shape.of(numbers[2]), numbers[3], numbers[5], limitNanos, progress);
        visitor.run(head, payload.slice(numbers[4]));
    }
}
