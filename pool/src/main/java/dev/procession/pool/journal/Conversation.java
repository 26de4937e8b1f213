package dev.procession.pool.journal;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.error.ProtocolException;
import dev.procession.pool.protocol.ControlFrame;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.ControlMessages.ResultsHead;
import dev.procession.pool.protocol.FrameSeal;
import dev.procession.pool.protocol.MessageKind;
import dev.procession.pool.protocol.Protocol;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one worker was sent and what it answered, item by item, in the order in which it was sent. Keeps no more in memory than
 * one frame of each direction. Used by one thread.
 */
public final class Conversation {
    private final SentItems sent;
    private final FrameSource answers;
    private final Deque<JournalEntry> ready = new ArrayDeque<>();
    private long answered;
    private boolean over;

    /**
     * A conversation, from its first frames on.
     *
     * @param sent what the parent sent
     * @param answers what the worker answered
     */
    public Conversation(FrameSource sent, FrameSource answers) {
        this.sent = new SentItems(sent);
        this.answers = answers;
    }

    /**
     * The next item.
     *
     * @return it, or null if there is none any more
     * @throws java.io.UncheckedIOException if what was kept cannot be read
     * @throws dev.procession.core.error.ProcessionException if the frames make no sense
     */
    public @Nullable JournalEntry next() {
        while (ready.isEmpty() && !over) {
            ByteBuffer frame = answers.next();
            if (frame == null) {
                over = true;
            } else {
                hear(ControlFrame.read(FrameSeal.strip(frame)));
            }
        }
        if (!ready.isEmpty()) {
            return ready.remove();
        }
        SentItems.Sent item = sent.next();
        return item == null ? null : entry(item, JournalEntry.Kind.NO_ANSWER, "");
    }

    private void hear(ControlFrame frame) {
        if (frame.kind() == MessageKind.RESULTS) {
            results(ControlMessages.resultsHead(frame), frame.payload());
        } else if (frame.kind() == MessageKind.BODY) {
            answer(frame.payload());
        }
    }

    /** A worker repeats what stood behind a large outcome, once that has been sent. */
    private void results(ResultsHead head, ByteSource outcomes) {
        long before = answered;
        for (int i = 0; i < head.items(); i++) {
            if (head.firstItem() + i <= before) {
                stepOver(outcomes);
            } else if (outcomes.peekByte() == Protocol.LARGE) {
                return; // It comes in a frame of its own.
            } else {
                answer(outcomes);
            }
        }
    }

    private static void stepOver(ByteSource outcomes) {
        switch (outcomes.peekByte()) {
            case Protocol.SKIPPED -> outcomes.readByte();
            case Protocol.LARGE -> {
                outcomes.readByte();
                outcomes.readVarInt();
            }
            case Protocol.FAILED -> {
                outcomes.readByte();
                ValueText.readThrowable(outcomes);
            }
            default -> ValueText.read(outcomes);
        }
    }

    private void answer(ByteSource outcome) {
        SentItems.Sent item = sent.next();
        if (item == null) {
            throw new ProtocolException("an answer to item " + (answered + 1) + " is in the journal, and no such item");
        }
        answered = item.number();
        switch (outcome.peekByte()) {
            case Protocol.SKIPPED -> {
                outcome.readByte();
                ready.add(entry(item, JournalEntry.Kind.NOT_RUN_HERE, ""));
            }
            case Protocol.FAILED -> {
                outcome.readByte();
                ready.add(entry(item, JournalEntry.Kind.THREW, ValueText.readThrowable(outcome)));
            }
            default -> ready.add(entry(item, JournalEntry.Kind.RETURNED, ValueText.read(outcome)));
        }
    }

    private static JournalEntry entry(SentItems.Sent item, JournalEntry.Kind kind, String outcome) {
        return new JournalEntry(item.number(), item.function(), item.arguments(), kind, outcome);
    }
}
