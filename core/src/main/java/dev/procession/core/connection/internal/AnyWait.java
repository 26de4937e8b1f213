package dev.procession.core.connection.internal;

import dev.procession.core.JvmProcess;
import dev.procession.core.connection.internal.meeting.Inbox;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Waits for many things at once, with one selector that lives as long as the wait. */
public final class AnyWait {
    private static final Deadline NOW = Deadline.in(Duration.ZERO);

    private final List<Object> subjects;
    private final Deadline deadline;

    private AnyWait(List<Object> subjects, Deadline deadline) {
        this.subjects = subjects;
        this.deadline = deadline;
    }

    /**
     * Waits until some are ready.
     *
     * @param things what for
     * @param subject the {@link End}, {@link JvmProcess} or {@link Inbox} behind each
     * @param deadline until when
     * @param <W> what they are
     * @return the ready ones in order; empty if the deadline came first
     * @throws InterruptedException if interrupted
     */
    public static <W> List<W> await(List<? extends W> things, Function<? super W, ?> subject, Deadline deadline)
            throws InterruptedException {
        List<Object> subjects = new ArrayList<>();
        for (W thing : things) {
            subjects.add(subject.apply(thing));
        }
        List<W> ready = new ArrayList<>();
        for (int index : new AnyWait(subjects, deadline).await()) {
            ready.add(things.get(index));
        }
        return ready;
    }

    private List<Integer> await() throws InterruptedException {
        List<Integer> ready = ready();
        if (!ready.isEmpty() || subjects.isEmpty() || deadline.hasPassed()) {
            return ready;
        }
        try (Selector selector = Selector.open()) {
            Runnable waker = selector::wakeup;
            try {
                join(waker);
                return await(selector);
            } finally {
                leave(selector, waker);
            }
        } catch (IOException e) {
            throw new ConnectionException(ErrorCode.CONNECTION_FAILED, "Waiting failed: " + e.getMessage(), e);
        }
    }

    private List<Integer> await(Selector selector) throws IOException, InterruptedException {
        while (true) {
            register(selector);
            List<Integer> ready = ready();
            if (!ready.isEmpty() || deadline.hasPassed()) {
                return ready;
            }
            deadline.select(selector);
            selector.selectedKeys().clear();
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for one of " + subjects.size());
            }
        }
    }

    private List<Integer> ready() throws InterruptedException {
        List<Integer> ready = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            if (isReady(subjects.get(i))) {
                ready.add(i);
            }
        }
        return ready;
    }

    private static boolean isReady(Object subject) throws InterruptedException {
        if (subject instanceof End end) {
            return end.poll(NOW);
        }
        if (subject instanceof Inbox inbox) {
            return inbox.isReady();
        }
        JvmProcess process = (JvmProcess) subject;
        return process.exitStatus().isPresent() || process.pid() < 0;
    }

    private void join(Runnable waker) {
        for (Object subject : subjects) {
            if (!(subject instanceof End)) {
                Wakers.add(subject, waker);
            }
        }
    }

    private void leave(Selector selector, Runnable waker) {
        for (Object subject : subjects) {
            if (subject instanceof End end) {
                end.unwatch(selector);
            } else {
                Wakers.remove(subject, waker);
            }
        }
    }

    /** Each end with the wire that it reads at the moment. */
    private void register(Selector selector) throws IOException {
        for (Object subject : subjects) {
            if (subject instanceof End end) {
                SelectableChannel channel = end.watch(selector);
                SelectionKey key = channel.keyFor(selector);
                if (key == null || !key.isValid()) {
                    registerOpen(channel, selector);
                }
            }
        }
    }

    private static void registerOpen(SelectableChannel channel, Selector selector) throws IOException {
        try {
            channel.register(selector, SelectionKey.OP_READ);
        } catch (java.nio.channels.ClosedChannelException | java.nio.channels.CancelledKeyException closedMeanwhile) {
            selector.wakeup();
        }
    }
}
