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
    private static final int FOURTH_FIELD = 4;

    private ControlMessages() {}

    /**
     * A range of items.
     *
     * @param firstItem the first one's number
     * @param items how many
     */
    public record ItemRange(long firstItem, int items) {}

    /**
     * What a CANCEL says.
     *
     * @param range the items that need not run any more
     * @param stack whether the parent wants to know first where the one is that runs
     */
    public record Cancel(ItemRange range, boolean stack) {}

    /**
     * Where an item was when it was told to stop: first the task thread's stack, and behind it, if that is not empty, what
     * all threads did.
     *
     * @param item its number
     * @param text the stack, or the thread dump; empty if the item did not run any more
     * @param dump whether it is the thread dump
     */
    public record Stack(long item, String text, boolean dump) {}

    /**
     * What a RESULTS message says of its payload.
     *
     * @param firstItem the number of the first outcome's item
     * @param items how many outcomes
     * @param busyNanos how long the worker worked on them
     * @param last whether the worker ends behind them, and is to be given nothing more
     */
    public record ResultsHead(long firstItem, int items, long busyNanos, boolean last) {}

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
     * Sends what an item reports.
     *
     * @param item its number
     * @param value the encoded value
     * @return the frame
     */
    public static List<ByteBuffer> progress(long item, ByteBuffer value) {
        return oneNumber(MessageKind.PROGRESS, item, List.of(value));
    }

    /**
     * Tells the worker that items need not run.
     *
     * @param cancel which
     * @return the frame
     */
    public static List<ByteBuffer> cancel(Cancel cancel) {
        ByteSink body = new ByteSink(24);
        WireFields.number(body, FIRST_FIELD, cancel.range().firstItem());
        WireFields.number(body, SECOND_FIELD, cancel.range().items());
        WireFields.number(body, THIRD_FIELD, cancel.stack() ? 1 : 0);
        return ControlFrame.write(MessageKind.CANCEL, body, List.of());
    }

    /**
     * Tells the parent where an item was.
     *
     * @param stack where
     * @return the frame
     */
    public static List<ByteBuffer> stack(Stack stack) {
        ByteSink body = new ByteSink(256);
        WireFields.number(body, FIRST_FIELD, stack.item());
        WireFields.text(body, SECOND_FIELD, stack.text());
        WireFields.number(body, THIRD_FIELD, stack.dump() ? 1 : 0);
        return ControlFrame.write(MessageKind.STACK, body, List.of());
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
        WireFields.number(body, FOURTH_FIELD, head.last() ? 1 : 0);
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
     * Reads the number of an ACK, GRANT, BODY or PROGRESS.
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
     * @return what it says
     */
    public static Cancel cancelled(ControlFrame frame) {
        long[] numbers = numbers(frame);
        ItemRange range = new ItemRange(numbers[FIRST_FIELD], (int) numbers[SECOND_FIELD]);
        return new Cancel(range, numbers[THIRD_FIELD] != 0);
    }

    /**
     * Reads a STACK.
     *
     * @param frame such a frame
     * @return what it says
     */
    public static Stack stack(ControlFrame frame) {
        ByteSource body = frame.body();
        long item = 0;
        String text = "";
        boolean dump = false;
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            switch (WireFields.fieldOf(key)) {
                case FIRST_FIELD -> item = body.readVarLong();
                case SECOND_FIELD -> text = WireFields.text(body);
                case THIRD_FIELD -> dump = body.readVarLong() != 0;
                default -> WireFields.skip(body, key);
            }
        }
        return new Stack(item, text, dump);
    }

    /**
     * Reads the head of a RESULTS.
     *
     * @param frame such a frame
     * @return what its payload holds
     */
    public static ResultsHead resultsHead(ControlFrame frame) {
        long[] numbers = numbers(frame);
        return new ResultsHead(
                numbers[FIRST_FIELD], (int) numbers[SECOND_FIELD], numbers[THIRD_FIELD], numbers[FOURTH_FIELD] != 0);
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
        long[] numbers = new long[FOURTH_FIELD + 1];
        ByteSource body = frame.body();
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            int field = WireFields.fieldOf(key);
            if (field >= FIRST_FIELD && field <= FOURTH_FIELD) {
                numbers[field] = body.readVarLong();
            } else {
                WireFields.skip(body, key);
            }
        }
        return numbers;
    }
}
