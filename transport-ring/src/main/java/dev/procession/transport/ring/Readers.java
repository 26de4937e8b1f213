package dev.procession.transport.ring;

import dev.procession.core.channel.Joining;
import dev.procession.core.channel.OnceThereIsMemory;
import dev.procession.core.channel.Parking;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Who reads a channel: one thread at a time, whose turn it is. A thread that waits for something to come reads by itself, which
 * saves a switch of threads; where there is none, the channel's own does. That one alone waits at the doorbell, and passes
 * the turn on when there is a waiter.
 *
 * <p>Nothing is left lying: whoever gives the turn up has told the peer to ring before, and has looked once more after that; what
 * he then found is the channel's thread's, which he nudges.
 */
final class Readers {
    /** What is done at turn. */
    interface Work {
        /** Does one step; false if there is nothing to do. */
        boolean step();

        /** Whether {@link #step} would do anything. */
        boolean isReady();

        /** Whether nothing ever comes any more. */
        boolean isOver();
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Made beforehand: when it is needed, there may be no memory to make it. */
    private final ChannelException lost =
            new ChannelException("the channel's thread has ended by an error of the JVM; see the log of this process");

    private final Work work;
    private final Parking parking;
    private final Consumer<Throwable> failed;
    private final Runnable released;
    private final Thread thread;
    private final Waiters waiters = new Waiters();
    private final ReentrantLock turn = new ReentrantLock();

    /** How those who wait look again; used at turn. */
    private final Spin spin;

    /** How the channel's thread does, for less long; used at turn. */
    private final Spin watching;

    private volatile boolean stopped;

    /**
     * Readers of one channel.
     *
     * @param work what is done at turn
     * @param parking how this end waits
     * @param spin how long a waiter looks before he parks, at the most
     * @param failed told of what went wrong
     * @param released called when nobody is at turn ever again
     */
    Readers(Work work, Parking parking, Duration spin, Consumer<Throwable> failed, Runnable released) {
        this.work = work;
        this.parking = parking;
        this.spin = new Spin(spin);
        this.watching = new Spin(spin.dividedBy(4));
        this.failed = failed;
        this.released = released;
        this.thread = new Thread(this::run, "procession-ring-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends it: nobody is at turn any more once the step under way is over. */
    void stop() {
        stopped = true;
        parking.nudge();
        waiters.tellAll();
    }

    /** Whether the calling thread reads, so that it must not wait for the channel's. */
    boolean isCurrent() {
        return Thread.currentThread() == thread || turn.isHeldByCurrentThread();
    }

    /** Waits for the thread's end, but not long. The caller's interrupt flag stays as it is. */
    void join(Duration patience) {
        Joining.join(thread, patience);
    }

    /**
     * Reads on the calling thread until the condition holds, in turns with others who do.
     *
     * @return whether it holds
     */
    boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        long begin = System.nanoTime();
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        Waiters.Waiter waiter = waiters.enter();
        try {
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for the peer");
                }
                waiter.looks();
                long left = nanos - (System.nanoTime() - begin);
                if (lead(waiter, done)) {
                    return true;
                }
                if (isOver() || left <= 0) {
                    return done.getAsBoolean();
                }
                waiter.await(Math.min(left, Parking.LOOK_AGAIN.toNanos()));
            }
        } finally {
            try {
                waiters.leave(waiter);
            } finally {
                if (waiter.reads()) {
                    leave();
                }
            }
        }
    }

    /** Works at turn until the condition holds or there is nothing to do; true if it holds. */
    private boolean lead(Waiters.Waiter waiter, BooleanSupplier done) {
        if (!waiter.reads() || !turn.tryLock()) {
            return done.getAsBoolean(); // Who is at turn wakes the others after each step.
        }
        try {
            parking.leave();
            boolean holds = done.getAsBoolean();
            boolean found = true;
            while (!holds && found && !isOver()) {
                found = lookFor(done);
                if (found) {
                    waiters.tellAll();
                }
                holds = done.getAsBoolean(); // last: what it is about may be what somebody has just unparked for
            }
            return holds;
        } finally {
            turn.unlock();
        }
    }

    /** Does one step, now or within the spin; false if there is none, and the peer will ring. */
    private boolean lookFor(BooleanSupplier done) {
        if (step() || spin.until(() -> isOver() || step() || done.getAsBoolean())) {
            return true;
        }
        parking.announce();
        if (!step()) {
            return false;
        }
        parking.leave();
        return true;
    }

    /** Gives the turn to the next waiter, or to the channel's thread if there is something for it to do. */
    private void leave() {
        if (waiters.tell() || !turn.tryLock()) {
            return; // He, or who is at turn, looks after all.
        }
        boolean left;
        try {
            parking.announce();
            left = isReady();
        } finally {
            turn.unlock();
        }
        if (left) {
            parking.nudge(); // Not before: the channel's thread finds the turn free, or whoever has it looks after all.
        }
    }

    private void run() {
        boolean ended = false;
        try {
            while (!stopped) {
                if (waiters.tellAll() || !workAtTurn()) {
                    hear();
                }
            }
            ended = true;
        } finally {
            if (!ended) {
                OnceThereIsMemory.give(failed, lost);
            }
            stopped = true;
            waiters.tellAll();
            turn.lock(); // and never unlocked: nobody is at turn after this
            released.run();
        }
    }

    /** False if there is nothing to do and nobody to be told, and the peer will ring. */
    private boolean workAtTurn() {
        if (!turn.tryLock()) {
            return false; // Who is at turn nudges this thread if he leaves something.
        }
        try {
            parking.leave();
            boolean worked = true;
            boolean alone = true;
            while (worked && !stopped && alone) {
                worked = step() || watching.until(() -> stopped || waiters.isAnyReading() || step());
                alone = !waiters.tellAll();
            }
            parking.announce();
            return isReady() || waiters.isAnyReading(); // Who has come during a step may wait for what that has done.
        } finally {
            turn.unlock();
        }
    }

    private boolean isOver() {
        return stopped || work.isOver();
    }

    private void hear() {
        try {
            parking.hear(Parking.LOOK_AGAIN);
        } catch (InterruptedException e) {
            // By a listener, or by somebody who interrupts all threads that he finds: looks again and comes back.
        }
    }

    private boolean isReady() {
        try {
            return work.isReady();
        } catch (RuntimeException | Error e) {
            return true; // The step finds it, too, and says so.
        }
    }

    private boolean step() {
        try {
            return work.step();
        } catch (ChannelException e) {
            OnceThereIsMemory.give(failed, e);
        } catch (RuntimeException | LinkageError e) {
            failed.accept(new ChannelException(ErrorCode.CHANNEL_CLOSED, "the channel is of no more use: " + e, e));
        } catch (OutOfMemoryError e) {
            OnceThereIsMemory.give(failed, ChannelException.noMemory(e));
        } catch (InternalError e) {
            // What the JVM throws where a mapped page has no file behind it any more; or it ends by SIGBUS.
            failed.accept(new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "the memory that this channel shares with its peer was taken away: " + e.getMessage(),
                    e));
        }
        return false;
    }
}
