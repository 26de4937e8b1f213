package dev.procession.pool.child;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what tasks report while they run: of values that come faster than twice a millisecond the latest, and none
 * that the channel has no room for, but the last one of an item always; so a flood of them neither fills the memory nor holds
 * up outcomes. Thread-safe.
 */
final class ProgressReporter {
    private final Codecs codecs;
    private final FrameSender sender;
    private @Nullable ByteBuffer latest;
    private long item;

    ProgressReporter(Codecs codecs, FrameSender sender) {
        this.codecs = codecs;
        this.sender = sender;
    }

    /**
     * Keeps a value to be sent by {@link #send}, in place of the one before.
     *
     * @throws EncodingException if it cannot be sent
     */
    void report(long itsItem, @Nullable Object value) {
        ByteSink sink = new ByteSink(64, Protocol.MOST_PROGRESS_BYTES);
        try {
            codecs.encode(value, sink);
        } catch (EncodingException e) {
            throw e.code() == ErrorCode.FRAME_TOO_LARGE
                    ? new EncodingException(
                            e.code(),
                            "a progress value is larger than " + Protocol.MOST_PROGRESS_BYTES
                                    + " bytes; report less, and give the rest as the result",
                            e)
                    : e;
        }
        synchronized (this) {
            if (itsItem >= item) { // not by a thread that an earlier item has left
                item = itsItem;
                latest = ByteBuffer.wrap(sink.array(), 0, sink.size());
            }
        }
    }

    /** Sends what is kept, if there is room for it. */
    synchronized void send() {
        ByteBuffer value = latest;
        if (value != null && sender.trySend(ControlMessages.progress(item, value.duplicate()))) {
            latest = null;
        }
    }

    /** The item ends: what is kept is sent before its outcome, and waits for room as that would. Task thread only. */
    void ends() {
        ByteBuffer last;
        long itsItem;
        synchronized (this) {
            last = latest;
            itsItem = item;
            latest = null;
        }
        if (last != null) {
            sender.send(ControlMessages.progress(itsItem, last));
        }
    }
}
