package dev.procession.pool.child;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider.Trait;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the task thread does while it has nothing to run: it reads the channel by itself, where the transport lets those who
 * wait do so, which saves a switch of threads for each call. Then the last outcomes leave only if no more work is there, which
 * gathers those of tiny tasks, and when it reads already, so that the answer to them need not wake anybody.
 */
final class Idle {
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final @Nullable Channel readable;

    Idle(Channel channel, Set<Trait> traits) {
        readable = traits.contains(Trait.WAITER_READS) ? channel : null;
    }

    /** Whether {@link #untilReady} sends what is unsent. */
    boolean sends() {
        return readable != null;
    }

    /** Waits until there is a run to take, or none will come; does nothing where the queue alone can be waited for. */
    void untilReady(RunQueue queue, Outbox outbox) {
        Channel channel = readable;
        if (channel == null) {
            return;
        }
        try {
            if (channel.readUntil(queue::isReady, Duration.ZERO)) {
                return;
            }
            Departure departure = new Departure(outbox);
            boolean unused = channel.readUntil(() -> departure.isRefused() || queue.isReady(), FOR_EVER);
        } catch (InterruptedException e) {
            // By what a task has left behind: the queue is waited for without heeding interrupts.
        }
        outbox.send(); // A wait for room would be in vain where this thread is the one that reads.
    }

    /** The last outcomes, sent once this thread reads. */
    private static final class Departure {
        private final Outbox outbox;
        private boolean tried;
        private boolean refused;

        Departure(Outbox outbox) {
            this.outbox = outbox;
        }

        boolean isRefused() {
            if (!tried) {
                tried = true;
                refused = !outbox.trySend();
            }
            return refused;
        }
    }
}
