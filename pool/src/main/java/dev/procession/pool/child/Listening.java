package dev.procession.pool.child;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider.Trait;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a thread of this worker waits for what its parent says in the midst of something: it reads by itself, where the transport
 * lets those who wait do so. Any thread but those that call the listener.
 */
final class Listening {
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private volatile @Nullable Channel readable;

    void attach(Channel channel, Set<Trait> traits) {
        readable = traits.contains(Trait.WAITER_READS) ? channel : null;
    }

    /** Reads until the condition holds, or nothing more comes; not at all where it cannot. Interrupts are put off. */
    void until(BooleanSupplier heard) {
        Channel channel = readable;
        if (channel == null) {
            return;
        }
        boolean interrupted = false;
        boolean reading = true;
        while (reading) {
            try {
                boolean unused = channel.readUntil(heard, FOR_EVER);
                reading = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
