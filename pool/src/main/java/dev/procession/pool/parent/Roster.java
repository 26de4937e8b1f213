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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Keeps the pool's places filled: starts workers, notices their deaths, has them buried, starts their successors. */
final class Roster {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");

    /** After this many starts in a row have failed the pool gives up: the next would fail as well. */
    private static final int MOST_FAILURES = 3;

    /** A worker that dies sooner than this after its start, having finished nothing, counts as a failed start. */
    private static final long INFANT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final List<WorkerSlot> slots;
    private final WorkerStarter starter;
    private final Undertaker undertaker;
    private final PoolEngine engine;
    private final Consumer<LaunchException> whenBroken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int filled;
    private int failures;
    private boolean ending;

    Roster(
            List<WorkerSlot> slots,
            WorkerStarter starter,
            Undertaker undertaker,
            PoolEngine engine,
            Consumer<LaunchException> whenBroken) {
        this.slots = List.copyOf(slots);
        this.starter = starter;
        this.undertaker = undertaker;
        this.engine = engine;
        this.whenBroken = whenBroken;
    }

    void fillAll() {
        for (WorkerSlot slot : slots) {
            fill(slot);
        }
    }

    private void fill(WorkerSlot slot) {
        lock.lock();
        try {
            if (ending) {
                return;
            }
            filled++;
        } finally {
            lock.unlock();
        }
        engine.threads().keepers().execute(() -> start(slot));
    }

    private void start(WorkerSlot slot) {
        try {
            Ledger ledger = locked(slot::freshLedger);
            Worker worker = starter.start(slot, ledger, child -> launched(slot, child));
            lock.lock();
            try {
                slot.filledBy(worker);
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
            Undertaker.Estate estate = undertaker.bury(worker);
            boolean infant = worker.link().router().received() == 0
                    && estate.running() == null
                    && System.nanoTime() - worker.startedNanos() < INFANT_NANOS;
            if (isEnding()) {
                undertaker.settleRunning(worker, estate);
                replace(worker.slot(), infant, worker);
            } else {
                replace(worker.slot(), infant, worker);
                undertaker.settleRunning(worker, estate);
            }
            engine.completions().kick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(System.Logger.Level.WARNING, "interrupted while " + worker.label() + " was buried", e);
        }
    }

    private void replace(WorkerSlot slot, boolean infant, Worker worker) {
        if (infant && !isEnding()) {
            LaunchException reason = new LaunchException(worker.label() + " died as soon as it had started: "
                    + worker.child().certificate("").reason());
            failed(slot, reason);
            return;
        }
        lock.lock();
        try {
            failures = 0;
            vacate(slot);
        } finally {
            lock.unlock();
        }
        fill(slot);
    }

    /** A start has failed: try again, unless it fails every time. */
    private void failed(WorkerSlot slot, ProcessionException reason) {
        boolean again;
        boolean broken;
        lock.lock();
        try {
            vacate(slot);
            failures++;
            again = failures < MOST_FAILURES && !ending;
            broken = !again && !ending && filled == 0;
        } finally {
            lock.unlock();
        }
        if (again) {
            fill(slot);
        } else if (broken) {
            whenBroken.accept(new LaunchException(
                    ErrorCode.LAUNCH_FAILED, "no worker could be started: " + reason.getMessage(), reason));
        } else if (!isEnding()) {
            LOG.log(System.Logger.Level.WARNING, "the pool goes on with one worker less: " + reason.getMessage());
        }
    }

    private void vacate(WorkerSlot slot) {
        slot.empty();
        filled--;
        changed.signalAll();
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
            worker.link().shutDown();
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

    /** Waits until every place is empty. */
    boolean awaitEmpty(Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (filled > 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
