package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers function definitions and runs into one TASKS frame. Used once, by one thread. */
public final class TasksWriter {
    /** Arguments up to this size are copied together; a larger piece costs less when it stands for itself. */
    private static final int COPY_BYTES = 4 << 10;

    private static final int DEFINITIONS = 1;
    private static final int RUNS = 2;
    private static final int RECEIVED = 3;
    private static final int SLOT = 1;
    private static final int DEFINITION_LENGTH = 2;
    private static final int CAPTURES_NOTHING = 3;
    private static final int DESCRIPTION = 4;
    private static final int SHAPE = 2;
    private static final int ITEMS = 3;
    private static final int RUN_LENGTH = 4;
    private static final int EARLIER_ATTEMPTS = 5;
    private static final int LIMIT_NANOS = 6;
    private static final int PROGRESS = 7;

    private final ByteSink definitions = new ByteSink(0);
    private final ByteSink runs = new ByteSink(256);
    private final ByteSink scratch = new ByteSink(64);
    private final ByteSink functions = new ByteSink(0);
    private final List<ByteBuffer> arguments = new ArrayList<>();
    private ByteSink together = new ByteSink(256);
    private int argumentBytes;

    /** Makes a writer of an empty frame. */
    public TasksWriter() {}

    /**
     * Puts a function into a slot of the worker's table.
     *
     * @param slot which
     * @param function its bytes
     * @param capturesNothing whether it may be decoded once and kept
     * @param description for messages
     */
    public void define(int slot, byte[] function, boolean capturesNothing, String description) {
        scratch.reset();
        WireFields.number(scratch, SLOT, slot);
        WireFields.number(scratch, DEFINITION_LENGTH, function.length);
        WireFields.number(scratch, CAPTURES_NOTHING, capturesNothing ? 1 : 0);
        WireFields.text(scratch, DESCRIPTION, description);
        append(definitions, DEFINITIONS);
        functions.write(function, 0, function.length);
    }

    /**
     * Adds a run of items.
     *
     * @param head what they are
     * @param encoded their arguments, on the heap; its position stays, its bytes never change again
     */
    public void run(RunHead head, ByteBuffer encoded) {
        int length = encoded.remaining();
        scratch.reset();
        WireFields.number(scratch, SLOT, head.slot());
        WireFields.number(scratch, SHAPE, head.shape().number());
        WireFields.number(scratch, ITEMS, head.items());
        WireFields.number(scratch, RUN_LENGTH, length);
        WireFields.number(scratch, EARLIER_ATTEMPTS, head.earlierAttempts());
        WireFields.number(scratch, LIMIT_NANOS, head.limitNanos());
        WireFields.number(scratch, PROGRESS, head.progress() ? 1 : 0);
        append(runs, RUNS);
        argumentBytes += length;
        if (length <= COPY_BYTES) {
            together.write(encoded.array(), encoded.arrayOffset() + encoded.position(), length);
        } else {
            endPiece();
            arguments.add(encoded.duplicate());
        }
    }

    private void append(ByteSink target, int field) {
        WireFields.messageHead(target, field, scratch.size());
        target.write(scratch.array(), 0, scratch.size());
    }

    private void endPiece() {
        if (together.size() > 0) {
            arguments.add(ByteBuffer.wrap(together.array(), 0, together.size()).slice());
            together = new ByteSink(256);
        }
    }

    /**
     * How large the frame is so far.
     *
     * @return bytes, a little too many rather than too few
     */
    public int bytes() {
        return definitions.size() + functions.size() + runs.size() + argumentBytes + Protocol.FRAME_OVERHEAD_BYTES / 2;
    }

    /**
     * Puts the frame together. The writer is not used again.
     *
     * @param received outcomes of all items up to this number have come
     * @return the frame
     */
    public List<ByteBuffer> finish(long received) {
        definitions.write(runs.array(), 0, runs.size());
        WireFields.number(definitions, RECEIVED, received);
        endPiece();
        List<ByteBuffer> payload = new ArrayList<>(arguments.size() + 1);
        if (functions.size() > 0) {
            payload.add(ByteBuffer.wrap(functions.array(), 0, functions.size()).slice());
        }
        payload.addAll(arguments);
        return ControlFrame.write(MessageKind.TASKS, definitions, payload);
    }
}
