package dev.procession.transport.mmap;

import dev.procession.core.channel.Joining;
import dev.procession.core.channel.ListenerGate;
import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The one thread of a channel: delivers what comes, makes the queues that are needed, tells {@code writable}, and waits when
 * there is nothing to do. At its end it unmaps all.
 */
final class ChannelThread {
    /** How often a spin looks before it asks for the time. */
    private static final int LOOKS = 32;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Made beforehand: when it is needed, there may be no memory to make it. */
    private final ChannelException lost =
            new ChannelException("the channel's thread has ended by an error of the JVM; see the log of this process");

    private final Inbound inbound;
    private final Outbound outbound;
    private final Parking parking;
    private final ListenerGate gate;
    private final Consumer<Throwable> failed;
    private final Runnable released;
    private final long mostSpinNanos;
    private final Thread thread;
    private long spinNanos;
    private volatile boolean stopped;

    ChannelThread(Inbound inbound, Outbound outbound, Parking parking, Telling telling, Duration spin) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.parking = parking;
        this.gate = telling.gate();
        this.failed = telling.failed();
        this.released = telling.released();
        this.mostSpinNanos = spin.toNanos();
        this.spinNanos = mostSpinNanos;
        this.thread = new Thread(this::run, "procession-mmap-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    /**
     * Whom it tells.
     *
     * @param gate of frames and writability
     * @param failed of what went wrong
     * @param released of its end, when nothing is mapped any more
     */
    record Telling(ListenerGate gate, Consumer<Throwable> failed, Runnable released) {}

    void start() {
        thread.start();
    }

    /** Ends it at its next step. */
    void stop() {
        stopped = true;
        parking.nudge();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Waits for its end, but not long. The caller's interrupt flag stays as it is. */
    void join(Duration patience) {
        Joining.join(thread, patience);
    }

    private void run() {
        boolean ended = false;
        try {
            while (!stopped) {
                if (!step() && !spin()) {
                    park();
                }
            }
            ended = true;
        } catch (ChannelException e) {
            ended = true;
            fail(e);
        } catch (IOException | RuntimeException | LinkageError e) {
            ended = true;
            fail(new ChannelException(ErrorCode.CHANNEL_CLOSED, "the channel's files are of no more use: " + e, e));
        } catch (OutOfMemoryError e) {
            ended = true;
            fail(ChannelException.noMemory(e));
        } catch (InternalError e) {
            ended = true;
            surely(() -> fail(truncated(e)));
        } finally {
            if (!ended) {
                surely(() -> fail(lost));
            }
            surely(inbound::release);
            surely(outbound::release);
            surely(inbound::finish);
            surely(released);
        }
    }

    /** What the JVM throws where a mapped page has no file behind it any more; or it ends by SIGBUS. */
    private static ChannelException truncated(InternalError fault) {
        return new ChannelException(
                ErrorCode.CHANNEL_CLOSED,
                "a file of the channel was made shorter by something else, or its disk has failed: "
                        + fault.getMessage(),
                fault);
    }

    /** The JVM throws such a fault somewhat later than it happens, which may be in here. */
    private static void surely(Runnable step) {
        try {
            step.run();
        } catch (InternalError late) {
            step.run();
        }
    }

    private void fail(ChannelException cause) {
        if (!stopped) {
            OnceThereIsMemory.give(failed, cause);
        }
    }

    /** Does some of what can be done. False if there is nothing to do. */
    private boolean step() throws IOException {
        outbound.throwIfBroken();
        boolean worked = outbound.advance();
        if (outbound.takeWritable()) {
            gate.writable();
            worked = true;
        }
        worked |= inbound.advance();
        Thread.interrupted(); // A flag that the listener has left would close files (CH-19).
        return worked;
    }

    /** Looks again for a while. A spin in vain halves the next, one that found something doubles it. */
    private boolean spin() throws IOException {
        if (spinNanos == 0) {
            return false;
        }
        long end = System.nanoTime() + spinNanos;
        boolean found = false;
        while (!found && System.nanoTime() - end < 0) {
            for (int look = 0; look < LOOKS && !found; look++) {
                Thread.onSpinWait();
                found = step();
            }
        }
        long least = mostSpinNanos / 16;
        spinNanos = Math.max(least, Math.min(mostSpinNanos, found ? 2 * spinNanos : spinNanos / 2));
        return found;
    }

    private void park() throws IOException {
        parking.announce();
        if (stopped || step()) {
            parking.leave();
        } else {
            parking.sleep();
        }
    }
}
