package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSource;
import java.nio.ByteBuffer;

/** Takes a TASKS frame apart, in the order in which it was put together. */
public final class TasksReader {
    private static final int DEFINITIONS = 1;
    private static final int RUNS = 2;
    private static final int RECEIVED = 3;
    private static final int MOST_FIELDS = 5;

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
         * @param slot where its function stands
         * @param shape what the function takes and gives
         * @param items how many
         * @param arguments their arguments, shared with the frame
         */
        void run(int slot, Shape shape, int items, ByteBuffer arguments);

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
        int[] numbers = new int[MOST_FIELDS];
        while (body.position() < end) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field >= 1 && field < MOST_FIELDS) {
                numbers[field] = body.readVarInt();
            } else {
                WireFields.skip(body, key);
            }
        }
        visitor.run(numbers[1], Shape.of(numbers[2]), numbers[3], payload.slice(numbers[4]));
    }
}
