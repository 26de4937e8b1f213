package dev.procession.core.connection.internal;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the threads that use one end wait for its wires, and how they are woken when it is closed. An interrupt ends a wait
 * and closes nothing. The selector for reading is made with the first wait and kept; each of the others lives as long as its
 * wait.
 */
final class Waits {
    private final Set<Selector> waiting = ConcurrentHashMap.newKeySet();

    /** Those of who wait for other ends, too. */
    private final Set<Selector> watching = ConcurrentHashMap.newKeySet();

    private @Nullable Selector reading;
    private @Nullable SelectableChannel readingOf;
    private volatile boolean closed;

    /**
     * Waits until a wire may have something to read; called by one thread at a time.
     *
     * @return false if the deadline has passed; true otherwise, also for no reason
     */
    boolean awaitReadable(SelectableChannel channel, Deadline deadline) throws IOException, InterruptedException {
        if (deadline.hasPassed()) {
            return false;
        }
        try {
            return await(selectorOf(channel), deadline);
        } catch (ClosedSelectorException e) {
            return true; // closed meanwhile, as the caller finds out
        }
    }

    private synchronized Selector selectorOf(SelectableChannel channel) throws IOException {
        Selector current = reading;
        if (current != null && readingOf == channel) {
            return current;
        }
        if (current != null) {
            waiting.remove(current);
            current.close();
        }
        if (closed) {
            throw new ClosedSelectorException();
        }
        Selector made = Selector.open();
        reading = made;
        readingOf = channel;
        waiting.add(made);
        channel.register(made, SelectionKey.OP_READ);
        return made;
    }

    /** Waits until a wire may take more. */
    boolean awaitWritable(SelectableChannel channel, Deadline deadline) throws IOException, InterruptedException {
        if (deadline.hasPassed()) {
            return false;
        }
        try (Selector selector = Selector.open()) {
            join(selector);
            channel.register(selector, SelectionKey.OP_WRITE);
            return await(selector, deadline);
        } finally {
            waiting.removeIf(selector -> !selector.isOpen());
        }
    }

    private static boolean await(Selector selector, Deadline deadline) throws IOException, InterruptedException {
        deadline.select(selector);
        selector.selectedKeys().clear();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a connection, which is still whole");
        }
        return true;
    }

    /** Has a selector woken at the close, at once if that has come already, and by {@link #wakeWatchers}. */
    void watch(Selector selector) {
        watching.add(selector);
        join(selector);
    }

    private void join(Selector selector) {
        waiting.add(selector);
        if (closed) {
            selector.wakeup();
        }
    }

    void leave(Selector selector) {
        watching.remove(selector);
        waiting.remove(selector);
    }

    void wakeWatchers() {
        watching.forEach(Selector::wakeup);
    }

    void wake() {
        waiting.forEach(Selector::wakeup);
    }

    /** Wakes everybody. Waits that begin later end at once. */
    void close() {
        closed = true;
        wake();
        Selector current;
        synchronized (this) {
            current = reading;
            reading = null;
        }
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // The descriptor is gone all the same.
            }
        }
    }
}
