package dev.procession.pool.parent;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.parent.WorkerSlot.Role;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the pool's places filled: starts workers, notices their deaths, has them buried, starts their successors. Who
 * comes and goes besides is the {@link Turnover}'s affair.
 */
final class Roster {

    /** The successor of a worker that dies sooner than this after its start, having finished nothing, has to wait. */
    private static final long INFANT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Places places;
    private final Turnover turnover;
    private final Induction induction;
    private final Farewell farewell;
    private final Undertaker undertaker;
    private final PoolEngine engine;
    private final WearLimits limits;
    private final System.Logger.Level trouble;
    private final Consumer<LaunchException> whenBroken;
    private final StartFailures failures = new StartFailures();

    /** Workers that run their initializer. */
    private final Set<Worker> beginners = ConcurrentHashMap.newKeySet();

    private boolean ending;

    Roster(
            Places places,
            PoolSettings settings,
            Farewell farewell,
            PoolEngine engine,
            Consumer<LaunchException> whenBroken) {
        Staffing staffing = settings.staffing();
        this.places = places;
        turnover = new Turnover(places, staffing, farewell, engine, slot -> fillLater(slot, 0));
        induction = new Induction(engine.errands().initializer(), settings.startTimeout());
        this.farewell = farewell;
        undertaker = new Undertaker(engine, settings.purpose().goodbye().plus(Farewell.TERM));
        this.engine = engine;
        limits = new WearLimits(
                staffing.maxTasks(), staffing.recycleAbove(), settings.worker().maxHeapBytes());
        trouble = settings.purpose().trouble();
        this.whenBroken = whenBroken;
    }

    /** Who comes and goes, besides deaths. */
    Turnover turnover() {
        return turnover;
    }

    /** Starts the first workers. */
    void open() {
        turnover.open();
    }

    /** Makes one more place, and sees to it that it is filled. False if the pool ends, and it never will be. */
    boolean add(WorkerSlot slot) {
        places.add(slot);
        return fill(slot, places.locked(() -> slot.nextFilling(0)));
    }

    private boolean fill(WorkerSlot slot, int filling) {
        boolean begins = places.locked(() -> !ending && places.beginFilling(slot, filling));
        if (begins) {
            engine.threads().keepers().execute(() -> surely(() -> start(slot)));
        }
        return begins;
    }

    /** Nobody else does it: where it is cut off, a place stays empty, or what a worker had is lost. */
    private void surely(Runnable step) {
        try {
            step.run();
        } catch (Error e) {
            engine.damage().cause = e;
            throw e;
        }
    }

    private void fillLater(WorkerSlot slot, long waitMillis) {
        int filling = places.locked(() -> slot.nextFilling(waitMillis));
        if (waitMillis == 0) {
            fill(slot, filling);
        } else {
            CompletableFuture.delayedExecutor(
                            waitMillis, TimeUnit.MILLISECONDS, engine.threads().keepers())
                    .execute(() -> surely(() -> fill(slot, filling)));
        }
    }

    private void start(WorkerSlot slot) {
        Worker started = null;
        try {
            started = startedIn(slot);
        } catch (ProcessionException e) {
            failed(slot, e);
        } catch (InterruptedException e) {
            failed(slot, new LaunchException(ErrorCode.LAUNCH_FAILED, "interrupted while a worker started", e));
        } catch (RuntimeException | Error e) {
            failed(slot, new LaunchException(ErrorCode.LAUNCH_FAILED, "a worker could not be started: " + e, e));
        }
        if (started != null) {
            begin(started);
        }
    }

    private Worker startedIn(WorkerSlot slot) throws InterruptedException {
        long begun = System.nanoTime();
        Ledger ledger = slot.freshLedger();
        Worker worker = slot.starter().start(slot, ledger, child -> launched(slot, child));
        beginners.add(worker);
        try {
            induction.induct(worker, slot.isLocal() ? begun : worker.startedNanos());
        } finally {
            beginners.remove(worker);
        }
        if (slot.isLocal()) {
            limits.startTook(System.nanoTime() - begun);
            limits.apply(worker, turnover, engine.threads().keepers());
        }
        return worker;
    }

    private void launched(WorkerSlot slot, ChildHandle child) {
        boolean unwanted = places.locked(() -> {
            slot.launched(child);
            return ending || slot.role() == Role.LEAVING;
        });
        if (unwanted) {
            child.kill();
        }
    }

    private void begin(Worker worker) {
        WorkerSlot slot = worker.slot();
        Role role = places.locked(() -> {
            places.fill(slot, worker);
            failures.end();
            if (ending) {
                worker.child().kill();
            }
            return slot.role();
        });
        if (role == Role.MEMBER) {
            engine.dispatcher().join(worker.link());
        } else if (role == Role.LEAVING) {
            farewell.begin(worker, WorkerEnd.SURPLUS);
        }
        watch(worker);
        if (role == Role.STANDBY) {
            turnover.standbyIsReady();
        }
    }

    private void watch(Worker worker) {
        CompletableFuture<Void> unused = CompletableFuture.anyOf(
                        worker.link().ended(), worker.child().exit().toCompletableFuture())
                .thenRunAsync(() -> surely(() -> bury(worker)), engine.threads().keepers());
    }

    /**
     * Called every now and then: looks after each worker, and does what was to be done and was forgotten, for want of memory or
     * of a thread: to bury one that has ended, to fill a place that is empty.
     */
    void look() {
        beginners.forEach(worker -> worker.link().look());
        for (Worker worker : places.workers()) {
            worker.link().look();
            if (worker.link().ended().isDone() || !worker.child().isAlive()) {
                engine.threads().keepers().execute(() -> surely(() -> bury(worker)));
            }
        }
        places.overdue().forEach(this::fill);
    }

    private void bury(Worker worker) {
        if (!worker.link().beginBurial()) {
            return;
        }
        try {
            boolean leaving = isEnding() || worker.link().isLeaving();
            Undertaker.Estate estate = undertaker.bury(worker, leaving);
            boolean infant = !leaving
                    && worker.link().router().received() <= induction.items()
                    && estate.running() == null
                    && !estate.stopped()
                    && System.nanoTime() - worker.startedNanos() < INFANT_NANOS;
            boolean isEnding = isEnding();
            WorkerEnd why = endOf(worker, estate, isEnding);
            if (isEnding) {
                undertaker.settle(worker, estate);
                replace(worker.slot(), infant, why);
            } else {
                try {
                    replace(worker.slot(), infant, why);
                } finally {
                    undertaker.settle(worker, estate);
                }
            }
            engine.completions().kick();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            PoolLog.log(trouble, "interrupted while " + worker.label() + " was buried", e);
        }
    }

    private static WorkerEnd endOf(Worker worker, Undertaker.Estate estate, boolean ending) {
        WorkerEnd leaves = worker.link().leavesBecause();
        if (worker.link().isCondemned()) {
            return WorkerEnd.STOPPED;
        }
        if (ending) {
            return leaves == null ? WorkerEnd.CLOSED : leaves;
        }
        return leaves == null || estate.running() != null ? WorkerEnd.DIED : leaves;
    }

    /** The worker of a place is gone: it is filled again, or given up if it was to be. */
    private void replace(WorkerSlot slot, boolean infant, WorkerEnd why) {
        long wait = turnover.vacated(slot, why) ? places.locked(() -> slot.nextWait(infant)) : -1;
        if (wait >= 0) {
            fillLater(slot, wait);
        }
    }

    /** A start has failed: try again, after a while if it goes on; give up when no worker ever reports. */
    private void failed(WorkerSlot slot, ProcessionException reason) {
        if (places.locked(slot::role) == Role.LEAVING) {
            replace(slot, true, isEnding() ? WorkerEnd.CLOSED : WorkerEnd.SURPLUS);
            return;
        }
        boolean broken = places.locked(() -> {
            places.vacate(slot, ending ? WorkerEnd.CLOSED : WorkerEnd.FAILED_TO_START);
            if (slot.isLocal()) {
                failures.add();
            }
            boolean gaveUp = (failures.isHopeless() || slot.starter().isRefused())
                    && !ending
                    && places.all(any -> any.worker() == null)
                    && places.all(any -> !any.isHopeful());
            ending |= gaveUp;
            return gaveUp;
        });
        if (broken) {
            giveUp(slot, reason);
        } else if (!isEnding()) {
            PoolLog.log(trouble, "a worker could not be started, it is tried again: " + reason.getMessage());
            turnover.standbyIsLate();
            replace(slot, true, WorkerEnd.FAILED_TO_START);
        }
    }

    private void giveUp(WorkerSlot slot, ProcessionException reason) {
        beginEnd();
        places.starting().forEach(ChildHandle::kill);
        whenBroken.accept(new LaunchException(
                ErrorCode.LAUNCH_FAILED,
                "no worker could be started"
                        + (slot.starter().isRefused()
                                ? ": "
                                : ", " + failures.inARow() + " attempts failed, the last: ")
                        + reason.getMessage(),
                reason.getCause()));
    }

    /** Whether some worker has once reported that it can take tasks. */
    boolean hasReported() {
        return places.locked(failures::hasReported);
    }

    private boolean isEnding() {
        return places.locked(() -> ending);
    }

    /** No worker is replaced any more; those that take tasks are asked to end. */
    void shutDown() {
        beginEnd().forEach(worker -> farewell.begin(worker, WorkerEnd.CLOSED));
        places.starting().forEach(ChildHandle::kill);
    }

    /** No worker is replaced any more; all are killed. */
    void kill() {
        beginEnd();
        places.children().forEach(ChildHandle::kill);
    }

    private List<Worker> beginEnd() {
        List<Worker> workers = places.locked(() -> {
            ending = true;
            return places.workers();
        });
        turnover.end();
        return workers;
    }
}
