package dev.procession.core.channel;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Who reads a channel over shared memory: one thread at a time, whose turn it is. For those who write transports. A thread that
 * waits for something to come reads by itself, which saves a switch of threads; where there is none, the channel's own does.
 * That one alone waits at the doorbell, and passes the turn on when there is a waiter. It alone may do what an interrupt would
 * spoil ({@link Work#isLeftToThread}).
 *
 * <p>Nothing is left lying: whoever gives the turn up has told the peer to ring before, and has looked once more after that; what
 * he then found, or was rung for since, is the next waiter's, or the channel's thread's, which he nudges. Or he lingers: while
 * the channel's thread <em>watches</em>, it looks again within {@value #WATCH_MICROS} microseconds, and this end need not be rung
 * until nobody has found anything between two of its looks.
 */
public final class Readers {
    /** What is done at turn. */
    public interface Work {
        /**
         * Does one step.
         *
         * @return false if there is nothing to do, or nothing that the calling thread may do
         */
        boolean step();

        /**
         * Whether {@link #step} would do anything on the channel's thread.
         *
         * @return true if it would
         */
        boolean isReady();

        /**
         * Whether nothing ever comes any more.
         *
         * @return true if so
         */
        boolean isOver();

        /**
         * Whether the next step is the channel's thread's alone, as when it touches files, which an interrupt would close.
         *
         * @return true if it is
         */
        default boolean isLeftToThread() {
            return false;
        }
    }

    /** Who may linger. */
    public enum Manner {
        /** Nobody: between two waits other things go on, and what comes is wanted at once. */
        PROMPT,

        /** All: whoever waits does hardly anything else, as a worker between two short tasks. */
        LINGERING
    }

    /** A wake-up of the channel's thread costs some 5 microseconds, a ring that is saved as much: 1 % of a processor at the most. */
    static final int WATCH_MICROS = 500;

    private static final Duration WATCH = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(WATCH_MICROS));

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Made beforehand: when it is needed, there may be no memory to make it. */
    private final ChannelException lost = new ChannelException(
            "an error of this JVM, such as a stack that has overflowed, has cut off reading from the peer; the"
                    + " log of this process has it, or whoever waited was thrown it: give this JVM more of what it lacks");

    private final Work work;
    private final Parking parking;
    private final Manner manner;
    private final Consumer<Throwable> failed;
    private final Runnable released;
    private final Thread thread;
    private final Waiters waiters = new Waiters();
    private final ReentrantLock turn = new ReentrantLock();

    /** How those who wait look again; used at turn. */
    private final Spin spin;

    /** How the channel's thread does, for less long; used at turn. */
    private final Spin watching;

    /**
     * Whether the channel's thread looks again soon, so that who gives the turn up may linger. It alone writes this. It takes it
     * back at turn, or while a waiter is there, to whom the next turn is passed on.
     */
    private volatile boolean watched;

    /** How often somebody but the channel's thread has found something. */
    private final AtomicLong turns = new AtomicLong();

    /** What that was when the channel's thread last looked. */
    private long seen;

    /** Whether a ring was told to a waiter and nobody has taken the turn since; whoever gives it up passes that on. */
    private volatile boolean rung;

    /** Whether an error of the JVM has cut off a step on a waiter's thread: nobody knows what of. */
    private volatile boolean torn;

    private volatile boolean stopped;

    /**
     * Readers of one channel.
     *
     * @param name what the channel's thread is called, without a number
     * @param work what is done at turn
     * @param parking how this end waits
     * @param waiting how its threads do
     * @param failed told of what went wrong
     * @param released called on the channel's thread when nobody is at turn ever again
     */
    public Readers(
            String name, Work work, Parking parking, Waiting waiting, Consumer<Throwable> failed, Runnable released) {
        this.work = work;
        this.parking = parking;
        this.manner = waiting.manner();
        this.spin = new Spin(waiting.spin());
        this.watching = new Spin(waiting.spin().dividedBy(4));
        this.failed = failed;
        this.released = released;
        this.thread = new Thread(this::run, name + "-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
    }

    /**
     * How threads wait.
     *
     * @param spin how long a waiter looks before he parks, at the most
     * @param manner who may linger
     */
    public record Waiting(Duration spin, Manner manner) {}

    /** Starts the channel's thread. */
    public void start() {
        parking.tellFirst(this::heard);
        thread.start();
    }

    /** A ring, on the link's thread. False if it is to be heard by the channel's. */
    private boolean heard() {
        rung = true; // Before it is told: he may find the turn taken by somebody who has looked for the last time.
        return !stopped && waiters.tell();
    }

    /** Ends it: nobody is at turn any more once the step under way is over. */
    public void stop() {
        stopped = true;
        parking.nudge();
        waiters.tellAll();
    }

    /**
     * Whether the calling thread reads, so that it must not wait for the channel's.
     *
     * @return true if it does
     */
    public boolean isCurrent() {
        return isThread() || turn.isHeldByCurrentThread();
    }

    /**
     * Whether the calling thread is the channel's.
     *
     * @return true if it is
     */
    public boolean isThread() {
        return Thread.currentThread() == thread;
    }

    /**
     * Waits for the thread's end, but not long. The caller's interrupt flag stays as it is.
     *
     * @param patience how long at the most
     */
    public void join(Duration patience) {
        Joining.join(thread, patience);
    }

    /**
     * Reads on the calling thread until the condition holds, in turns with others who do (CH-16).
     *
     * @param done the condition
     * @param limit how long at the most; without any, what is there is read and nothing waited for
     * @return whether it holds
     * @throws InterruptedException if the calling thread is interrupted meanwhile
     */
    public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for the peer");
        }
        if (limit.isNegative() || limit.isZero()) {
            return readWhatIsThere(done);
        }
        long begin = System.nanoTime();
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        Waiters.Waiter waiter = waiters.enter();
        try {
            boolean spins = true;
            while (true) {
                waiter.looks();
                long left = nanos - (System.nanoTime() - begin);
                if (lead(waiter, done, spins)) {
                    return true;
                }
                if (isOver() || left <= 0) {
                    return done.getAsBoolean();
                }
                waiter.await(Math.min(left, Parking.LOOK_AGAIN.toNanos()));
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while waiting for the peer");
                }
                spins = false; // Whoever was told finds something at once.
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

    private boolean readWhatIsThere(BooleanSupplier done) {
        if (done.getAsBoolean()) {
            return true;
        }
        if (VirtualThreads.isCurrent() || !turn.tryLock()) {
            return false;
        }
        boolean holds = false;
        try {
            lookAfter();
            boolean found = true;
            while (!holds && found && !isOver() && !work.isLeftToThread()) {
                found = step();
                if (found) {
                    turns.incrementAndGet();
                    waiters.tellAll();
                }
                holds = done.getAsBoolean();
            }
        } finally {
            turn.unlock();
            leave();
        }
        return holds;
    }

    /** Works at turn until the condition holds or there is nothing to do; true if it holds. */
    private boolean lead(Waiters.Waiter waiter, BooleanSupplier done, boolean spins) {
        if (!waiter.reads() || !turn.tryLock()) {
            return done.getAsBoolean(); // Who is at turn wakes the others after each step.
        }
        boolean holds;
        try {
            lookAfter();
            holds = done.getAsBoolean();
            boolean found = true;
            boolean spinning = spins;
            while (!holds && found && !isOver() && !work.isLeftToThread()) {
                found = lookFor(done, spinning);
                if (found) {
                    spinning = true;
                    turns.incrementAndGet();
                    waiters.tellAll();
                }
                holds = done.getAsBoolean(); // last: what it is about may be what somebody has just unparked for
            }
        } finally {
            turn.unlock();
        }
        if (!holds && ((rung && !waiters.tell()) || work.isLeftToThread())) {
            parking.nudge(); // Not before: it finds the turn free.
        }
        return holds;
    }

    /** Whoever has the turn begins so: from here on he finds what was published before. */
    private void lookAfter() {
        rung = false;
        parking.leave();
    }

    /** Does one step, now or within the spin; false if there is none for this thread, and the peer will ring. */
    private boolean lookFor(BooleanSupplier done, boolean spins) {
        if (step() || (spins && !work.isLeftToThread() && spin.until(() -> isWorthALook(done)))) {
            return true;
        }
        parking.announce();
        if (!step()) {
            return false;
        }
        parking.leave();
        return true;
    }

    private boolean isWorthALook(BooleanSupplier done) {
        return isOver() || step() || work.isLeftToThread() || done.getAsBoolean();
    }

    /** Gives the turn to the next waiter, or to the channel's thread if there is something for it to do. */
    private void leave() {
        if (waiters.tell() || !turn.tryLock()) {
            return; // He, or who is at turn, looks after all.
        }
        boolean left = false;
        try {
            if (!watched) {
                parking.announce();
                left = isReady();
            }
        } finally {
            turn.unlock();
        }
        boolean others = waiters.tell(); // Who has come meanwhile did not get the turn.
        if (torn || (!others && (left || rung || work.isLeftToThread()))) {
            parking.nudge(); // Not before: the channel's thread finds the turn free, or whoever has it looks after all.
        }
    }

    private void run() {
        boolean ended = false;
        try {
            while (!stopped && !torn) {
                if (work.isLeftToThread()) {
                    workForAll();
                }
                Duration pause = manner == Manner.LINGERING ? watch() : pass();
                if (!pause.isZero()) {
                    hear(pause);
                }
            }
            ended = !torn;
        } finally {
            if (!ended) {
                surely(() -> OnceThereIsMemory.give(failed, lost));
            }
            stopped = true;
            waiters.tellAll();
            turn.lock(); // and never unlocked: nobody is at turn after this
            released.run();
        }
    }

    /** Does what others have left to this thread; they wait to be told, or come back. */
    private void workForAll() {
        turn.lock();
        try {
            lookAfter();
            while (!stopped && work.isLeftToThread() && step()) {
                waiters.tellAll();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Passes the turn on, or works; returns how long nobody has to look again. */
    private Duration pass() {
        return waiters.tellAll() || !workAtTurn() ? Parking.LOOK_AGAIN : Duration.ZERO;
    }

    /** False if there is nothing to do and nobody to be told, and the peer will ring. */
    private boolean workAtTurn() {
        if (!turn.tryLock()) {
            return false; // Who is at turn nudges this thread if he leaves something.
        }
        boolean left;
        try {
            lookAfter();
            boolean worked = true;
            boolean alone = true;
            while (worked && !stopped && alone) {
                worked = step() || watching.until(() -> stopped || waiters.isAnyReading() || step());
                alone = !waiters.tellAll();
            }
            parking.announce();
            left = isReady() || waiters.isAnyReading(); // Who has come during a step may wait for what that has done.
        } finally {
            turn.unlock();
        }
        return left || rung;
    }

    /** Looks whether something goes on here, and works if nobody else does; returns how long nobody has to look again. */
    private Duration watch() {
        if (waiters.tellAll()) {
            watched = isSomebodyActive();
            if (watched || waiters.isAnyReading()) {
                return watched ? WATCH : Parking.LOOK_AGAIN;
            } // Whoever has gone may have lingered.
        }
        return lookAtTurn();
    }

    private Duration lookAtTurn() {
        if (!turn.tryLock()) {
            watched = true;
            return WATCH;
        }
        boolean left = false;
        try {
            lookAfter();
            watched = isSomebodyActive();
            while (!stopped && step()) {
                waiters.tellAll();
            }
            if (!watched) {
                parking.announce();
                left = isReady();
            }
        } finally {
            turn.unlock();
        }
        boolean others = waiters.tellAll(); // Who has come meanwhile did not get the turn.
        return watched ? WATCH : (left || rung) && !others ? Duration.ZERO : Parking.LOOK_AGAIN;
    }

    private boolean isSomebodyActive() {
        long now = turns.get();
        boolean active = now != seen;
        seen = now;
        return active;
    }

    private boolean isOver() {
        return stopped || work.isOver();
    }

    private void hear(Duration limit) {
        try {
            parking.hear(limit);
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
            surely(() -> failed.accept(new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "a file that this channel shares with its peer was made shorter by something else, or its disk has"
                            + " failed: " + e.getMessage(),
                    e)));
        } catch (Error e) {
            torn = true; // A store: where the caller's stack has overflowed there is none for more.
            throw e;
        }
        return false;
    }

    /**
     * Does a step, once more where the JVM tells in the middle of it, with an {@link InternalError}, that a mapped page that was
     * touched before has no file behind it.
     *
     * @param step what can be done again
     */
    public static void surely(Runnable step) {
        try {
            step.run();
        } catch (InternalError late) {
            step.run();
        }
    }
}
