package dev.procession.pool.parent;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Keeps the pool's places filled: starts workers, notices their deaths, has them buried, starts their successors. */
final class Roster {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    /** After this many starts in a row have failed, and no worker has ever reported, the pool gives up. */
    private static final int MOST_FAILURES = 3;

    /**
     * Once workers have reported, this long must have passed since the first of them, too: what could start is kept from it
     * by something that may pass.
     */
    private static final long LATER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** The successor of a worker that dies sooner than this after its start, having finished nothing, has to wait. */
    private static final long INFANT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<WorkerSlot> slots;
    private final Induction induction;
    private final Farewell farewell;
    private final Undertaker undertaker;
    private final PoolEngine engine;
    private final System.Logger.Level trouble;
    private final Consumer<LaunchException> whenBroken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int filled;
    private int failures;
    private long failingSince;
    private boolean hasReported;
    private boolean ending;

    Roster(
            List<WorkerSlot> slots,
            Induction induction,
            Farewell farewell,
            Undertaker undertaker,
            PoolEngine engine,
            System.Logger.Level trouble,
            Consumer<LaunchException> whenBroken) {
        this.slots = new CopyOnWriteArrayList<>(slots);
        this.induction = induction;
        this.farewell = farewell;
        this.undertaker = undertaker;
        this.engine = engine;
        this.trouble = trouble;
        this.whenBroken = whenBroken;
    }

    void fillAll() {
        for (WorkerSlot slot : slots) {
            fill(slot);
        }
    }

    /** Makes one more place, and sees to it that it is filled. False if the pool ends, and it never will be. */
    boolean add(WorkerSlot slot) {
        slots.add(slot);
        return fill(slot);
    }

    private boolean fill(WorkerSlot slot) {
        lock.lock();
        try {
            if (ending) {
                return false;
            }
            filled++;
        } finally {
            lock.unlock();
        }
        engine.threads().keepers().execute(() -> start(slot));
        return true;
    }

    private void start(WorkerSlot slot) {
        long begun = System.nanoTime();
        try {
            Ledger ledger = locked(slot::freshLedger);
            Worker worker = slot.starter().start(slot, ledger, child -> launched(slot, child));
            induction.induct(worker, slot.isLocal() ? begun : worker.startedNanos());
            lock.lock();
            try {
                slot.filledBy(worker);
                failures = 0;
                hasReported = true;
                if (ending) {
                    worker.child().kill();
                }
            } finally {
                lock.unlock();
            }
            engine.dispatcher().join(worker.link());
            watch(worker);
        } catch (ProcessionException e) {
            failed(slot, e);
        } catch (InterruptedException e) {
            failed(slot, new LaunchException(ErrorCode.LAUNCH_FAILED, "interrupted while a worker started", e));
        } catch (RuntimeException | Error e) {
            failed(slot, new LaunchException(ErrorCode.LAUNCH_FAILED, "a worker could not be started: " + e, e));
        }
    }

    private void launched(WorkerSlot slot, ChildHandle child) {
        lock.lock();
        try {
            slot.launched(child);
            if (ending) {
                child.kill();
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch(Worker worker) {
        CompletableFuture<Void> unused = CompletableFuture.anyOf(
                        worker.link().ended(), worker.child().exit().toCompletableFuture())
                .thenRunAsync(() -> bury(worker), engine.threads().keepers());
    }

    private void bury(Worker worker) {
        try {
            boolean leaving = isEnding() || worker.link().isLeaving();
            Undertaker.Estate estate = undertaker.bury(worker, leaving);
            boolean infant = !leaving
                    && worker.link().router().received() <= induction.items()
                    && estate.running() == null
                    && System.nanoTime() - worker.startedNanos() < INFANT_NANOS;
            if (isEnding()) {
                undertaker.settle(worker, estate);
                replace(worker.slot(), infant);
            } else {
                replace(worker.slot(), infant);
                undertaker.settle(worker, estate);
            }
            engine.completions().kick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(trouble, "interrupted while " + worker.label() + " was buried", e);
        }
    }

    private void replace(WorkerSlot slot, boolean infant) {
        long wait;
        lock.lock();
        try {
            vacate(slot);
            wait = slot.nextWait(infant);
        } finally {
            lock.unlock();
        }
        fillLater(slot, wait);
    }

    private boolean isHopeless() {
        return failures >= MOST_FAILURES && (!hasReported || System.nanoTime() - failingSince > LATER_PATIENCE_NANOS);
    }

    /** A start has failed: try again, after a while if it goes on; give up when no worker ever reports. */
    private void failed(WorkerSlot slot, ProcessionException reason) {
        boolean broken;
        int failed;
        long wait;
        lock.lock();
        try {
            vacate(slot);
            if (slot.isLocal() && failures++ == 0) {
                failingSince = System.nanoTime();
            }
            failed = failures;
            broken = (isHopeless() || slot.starter().isRefused())
                    && !ending
                    && slots.stream().allMatch(any -> any.worker() == null)
                    && (failures >= MOST_FAILURES * slots.size()
                            || slots.stream().allMatch(any -> any.child() == null));
            wait = slot.nextWait(true);
            ending |= broken;
        } finally {
            lock.unlock();
        }
        if (broken) {
            forEachStarting(ChildHandle::kill);
            whenBroken.accept(new LaunchException(
                    ErrorCode.LAUNCH_FAILED,
                    "no worker could be started"
                            + (slot.starter().isRefused() ? ": " : ", " + failed + " attempts failed, the last: ")
                            + reason.getMessage(),
                    reason.getCause()));
        } else if (!isEnding()) {
            LOG.log(trouble, "a worker could not be started, it is tried again: {0}", reason.getMessage());
            fillLater(slot, wait);
        }
    }

    private void fillLater(WorkerSlot slot, long waitMillis) {
        if (waitMillis == 0) {
            fill(slot);
        } else {
            CompletableFuture.delayedExecutor(
                            waitMillis, TimeUnit.MILLISECONDS, engine.threads().keepers())
                    .execute(() -> fill(slot));
        }
    }

    private void vacate(WorkerSlot slot) {
        slot.empty();
        filled--;
        changed.signalAll();
    }

    /** Whether some worker has once reported that it can take tasks. */
    boolean hasReported() {
        return locked(() -> hasReported);
    }

    private boolean isEnding() {
        return locked(() -> ending);
    }

    private <T> T locked(java.util.function.Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    /** No worker is replaced any more; those that take tasks are asked to end. */
    void shutDown() {
        for (Worker worker : beginEnd()) {
            farewell.begin(worker);
        }
        forEachStarting(ChildHandle::kill);
    }

    /** No worker is replaced any more; all are killed. */
    void kill() {
        beginEnd();
        forEachChild(ChildHandle::kill);
    }

    /** Asks every process that is left to end. */
    void terminate() {
        forEachChild(ChildHandle::terminate);
    }

    private List<Worker> beginEnd() {
        List<Worker> workers = new ArrayList<>();
        lock.lock();
        try {
            ending = true;
            for (WorkerSlot slot : slots) {
                Worker worker = slot.worker();
                if (worker != null) {
                    workers.add(worker);
                }
            }
        } finally {
            lock.unlock();
        }
        return workers;
    }

    private void forEachChild(Consumer<ChildHandle> action) {
        List<ChildHandle> children = new ArrayList<>();
        lock.lock();
        try {
            for (WorkerSlot slot : slots) {
                ChildHandle child = slot.child();
                if (child != null) {
                    children.add(child);
                }
            }
        } finally {
            lock.unlock();
        }
        children.forEach(action);
    }

    private void forEachStarting(Consumer<ChildHandle> action) {
        List<ChildHandle> starting = new ArrayList<>();
        lock.lock();
        try {
            for (WorkerSlot slot : slots) {
                ChildHandle child = slot.child();
                if (child != null && slot.worker() == null) {
                    starting.add(child);
                }
            }
        } finally {
            lock.unlock();
        }
        starting.forEach(action);
    }

    /** Which workers run what, as the end of a message; empty if none does. */
    String running() {
        StringBuilder text = new StringBuilder();
        lock.lock();
        try {
            for (WorkerSlot slot : slots) {
                Worker worker = slot.worker();
                String running = worker == null ? "" : worker.running();
                text.append(running.isEmpty() ? "" : "; " + running);
            }
        } finally {
            lock.unlock();
        }
        return text.toString();
    }

    /** Waits until every place is empty; an interrupt is kept for later. */
    boolean awaitEmpty(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (filled > 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
