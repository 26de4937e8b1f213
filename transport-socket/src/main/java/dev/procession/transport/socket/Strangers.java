package dev.procession.transport.socket;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who has connected and not proved yet that he is the child. When there are too many, the one who has waited longest has to
 * go: a child proves itself within milliseconds, so whoever wants to keep it out has to connect {@value #MOST} times in that
 * time, and again each time the child comes back. For any thread.
 */
final class Strangers {
    /** How many may wait at a time. */
    static final int MOST = 128;

    private final Set<Channel> waiting = new LinkedHashSet<>();
    private final CompletableFuture<SocketReader> child = new CompletableFuture<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String complaint = "";

    /** Completed with the connection of the one who knew the secret, on its thread. */
    CompletableFuture<SocketReader> child() {
        return child;
    }

    /** How many have been sent away. */
    int refused() {
        return refused.get();
    }

    /** Says what was wrong with the TLS of one of them: he may have been the child. */
    void complain(String about) {
        complaint = "; the TLS of the last one: " + about;
    }

    /** What was said last of somebody's TLS, to stand at a sentence's end; empty if nothing. */
    String complaint() {
        return complaint;
    }

    void came(Channel stranger) {
        Channel oldest = null;
        synchronized (waiting) {
            waiting.add(stranger);
            if (waiting.size() > MOST) {
                Iterator<Channel> first = waiting.iterator();
                oldest = first.next();
                first.remove();
            }
        }
        if (oldest != null) {
            refuse(oldest);
        } else if (child.isDone()) {
            refuse(stranger);
        }
    }

    void left(Channel stranger) {
        synchronized (waiting) {
            waiting.remove(stranger);
        }
    }

    void refuse(Channel stranger) {
        refused.incrementAndGet();
        left(stranger);
        Cover.close(stranger);
    }

    /** He knew the secret, which counts once. */
    void proved(SocketReader stranger) {
        left(stranger.connection());
        if (!child.complete(stranger)) {
            refuse(stranger.connection());
        }
    }

    /** Sends away all who are here and all who come. */
    void closeAll() {
        child.cancel(false);
        Set<Channel> left;
        synchronized (waiting) {
            left = new LinkedHashSet<>(waiting);
        }
        left.forEach(this::refuse);
    }
}
