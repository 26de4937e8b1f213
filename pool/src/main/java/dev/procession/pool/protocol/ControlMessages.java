package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import java.nio.ByteBuffer;
import java.util.List;

/** The small control messages: numbers of items, and words of farewell. */
public final class ControlMessages {
    private static final int FIRST_FIELD = 1;
    private static final int SECOND_FIELD = 2;
    private static final int THIRD_FIELD = 3;

    private ControlMessages() {}

    /**
     * A range of items.
     *
     * @param firstItem the first one's number
     * @param items how many
     */
    public record ItemRange(long firstItem, int items) {}

    /**
     * What a RESULTS message says of its payload.
     *
     * @param firstItem the number of the first outcome's item
     * @param items how many outcomes
     * @param busyNanos how long the worker worked on them
     */
    public record ResultsHead(long firstItem, int items, long busyNanos) {}

    /**
     * Tells the worker how far its outcomes have come.
     *
     * @param received all items up to this number
     * @return the frame
     */
    public static List<ByteBuffer> ack(long received) {
        return oneNumber(MessageKind.ACK, received, List.of());
    }

    /**
     * Allows the worker to send a large outcome.
     *
     * @param item its item
     * @return the frame
     */
    public static List<ByteBuffer> grant(long item) {
        return oneNumber(MessageKind.GRANT, item, List.of());
    }

    /**
     * Sends a large outcome.
     *
     * @param item its item
     * @param outcome its bytes
     * @return the frame
     */
    public static List<ByteBuffer> body(long item, ByteBuffer outcome) {
        return oneNumber(MessageKind.BODY, item, List.of(outcome));
    }

    /**
     * Tells the worker that items need not run.
     *
     * @param range which
     * @return the frame
     */
    public static List<ByteBuffer> cancel(ItemRange range) {
        ByteSink body = new ByteSink(24);
        WireFields.number(body, FIRST_FIELD, range.firstItem());
        WireFields.number(body, SECOND_FIELD, range.items());
        return ControlFrame.write(MessageKind.CANCEL, body, List.of());
    }

    /**
     * Sends outcomes.
     *
     * @param head what they are
     * @param outcomes their bytes, one after the other
     * @return the frame
     */
    public static List<ByteBuffer> results(ResultsHead head, ByteBuffer outcomes) {
        ByteSink body = new ByteSink(32);
        WireFields.number(body, FIRST_FIELD, head.firstItem());
        WireFields.number(body, SECOND_FIELD, head.items());
        WireFields.number(body, THIRD_FIELD, head.busyNanos());
        return ControlFrame.write(MessageKind.RESULTS, body, List.of(outcomes));
    }

    /**
     * Asks the worker to end.
     *
     * @return the frame
     */
    public static List<ByteBuffer> shutdown() {
        return ControlFrame.write(MessageKind.SHUTDOWN, new ByteSink(1), List.of());
    }

    /**
     * Says that this side is still there.
     *
     * @return the frame
     */
    public static List<ByteBuffer> ping() {
        return ControlFrame.write(MessageKind.PING, new ByteSink(1), List.of());
    }

    /**
     * Asks the worker to say that it is still there.
     *
     * @return the frame
     */
    public static List<ByteBuffer> pingForAnswer() {
        return oneNumber(MessageKind.PING, 1, List.of());
    }

    /**
     * Whether a PING asks for one in return.
     *
     * @param frame such a frame
     * @return true if it does
     */
    public static boolean isAnswerWanted(ControlFrame frame) {
        return numbers(frame)[FIRST_FIELD] != 0;
    }

    /**
     * The worker's last word.
     *
     * @param reason why it ends
     * @return the frame
     */
    public static List<ByteBuffer> bye(String reason) {
        ByteSink body = new ByteSink(32);
        WireFields.text(body, FIRST_FIELD, reason);
        return ControlFrame.write(MessageKind.BYE, body, List.of());
    }

    private static List<ByteBuffer> oneNumber(MessageKind kind, long number, List<ByteBuffer> payload) {
        ByteSink body = new ByteSink(16);
        WireFields.number(body, FIRST_FIELD, number);
        return ControlFrame.write(kind, body, payload);
    }

    /**
     * Reads the number of an ACK, GRANT or BODY.
     *
     * @param frame such a frame
     * @return its number
     */
    public static long number(ControlFrame frame) {
        return numbers(frame)[FIRST_FIELD];
    }

    /**
     * Reads a CANCEL.
     *
     * @param frame such a frame
     * @return which items
     */
    public static ItemRange cancelled(ControlFrame frame) {
        long[] numbers = numbers(frame);
        return new ItemRange(numbers[FIRST_FIELD], (int) numbers[SECOND_FIELD]);
    }

    /**
     * Reads the head of a RESULTS.
     *
     * @param frame such a frame
     * @return what its payload holds
     */
    public static ResultsHead resultsHead(ControlFrame frame) {
        long[] numbers = numbers(frame);
        return new ResultsHead(numbers[FIRST_FIELD], (int) numbers[SECOND_FIELD], numbers[THIRD_FIELD]);
    }

    /**
     * Reads a BYE.
     *
     * @param frame such a frame
     * @return the reason, possibly empty
     */
    public static String farewell(ControlFrame frame) {
        ByteSource body = frame.body();
        String reason = "";
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            if (WireFields.fieldOf(key) == FIRST_FIELD) {
                reason = WireFields.text(body);
            } else {
                WireFields.skip(body, key);
            }
        }
        return reason;
    }

    private static long[] numbers(ControlFrame frame) {
        long[] numbers = new long[THIRD_FIELD + 1];
        ByteSource body = frame.body();
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field >= FIRST_FIELD && field <= THIRD_FIELD) {
                numbers[field] = body.readVarLong();
            } else {
                WireFields.skip(body, key);
            }
        }
        return numbers;
    }
}
