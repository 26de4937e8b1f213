package dev.procession.core.launch.internal.spare;

import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.Spares;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.core.launch.internal.LocalChild;
import dev.procession.core.launch.internal.Nursery;
import dev.procession.core.launch.internal.command.ChildCommand;
import dev.procession.core.launch.internal.command.CommandKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All spares of this JVM. Who takes one only marks that another is wanted; a thread of the pool's own, the keeper, starts it,
 * ends what was not used for long, and ends itself when there is nothing left to keep.
 */
public final class SparePool {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.launch");
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final Nursery nursery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** In the order of their last use. */
    private final Map<CommandKey, Shelf> shelves = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable Thread keeper;

    /**
     * An empty pool, without a thread.
     *
     * @param nursery starts spares and tells them what they are
     */
    public SparePool(Nursery nursery) {
        this.nursery = nursery;
    }

    /**
     * Takes a spare and has another one started.
     *
     * @param spec what the spare is to be from now on
     * @return the child, which runs its program; empty if there was no spare for it
     */
    public Optional<ChildHandle> take(ChildSpec spec) {
        if (areOff()) {
            return Optional.empty();
        }
        SpawnGuard.check(spec.toString());
        CommandKey key = ChildCommand.key(spec);
        LocalChild spare = take(key);
        while (spare != null && !adopt(spare, spec)) {
            spare = take(key);
        }
        want(key, spec, 1);
        return Optional.ofNullable(spare);
    }

    /** Reads both properties: what is wrong with one is to be thrown here, and not on the keeper's thread. */
    private static boolean areOff() {
        Duration unused = Spares.idleLimit();
        return Spares.most() == 0;
    }

    /** Whether it could be told what it is; if not, it is of no use any more. */
    private boolean adopt(LocalChild spare, ChildSpec spec) {
        boolean adopted = false;
        try {
            adopted = nursery.adopt(spare, spec);
        } finally {
            if (!adopted) {
                spare.kill();
            }
        }
        return adopted;
    }

    /**
     * Has spares started in the background.
     *
     * @param spec what they are for
     * @param count how many of them there should be
     */
    public void prepare(ChildSpec spec, int count) {
        if (!areOff()) {
            want(ChildCommand.key(spec), spec, count);
        }
    }

    private @Nullable LocalChild take(CommandKey key) {
        lock.lock();
        try {
            Shelf shelf = shelves.get(key);
            return shelf == null ? null : shelf.takeOldest();
        } finally {
            lock.unlock();
        }
    }

    private void want(CommandKey key, ChildSpec spec, int count) {
        lock.lock();
        try {
            Shelf shelf = shelves.computeIfAbsent(key, k -> new Shelf(k, spec.with("spare", new byte[0])));
            shelf.wanted = Math.max(shelf.wanted, count);
            shelf.lastUse = System.nanoTime();
            if (keeper == null) {
                Thread thread = new Thread(this::keep, "procession-spares");
                thread.setDaemon(true);
                thread.start();
                keeper = thread;
            }
            changed.signalAll();
        } catch (OutOfMemoryError noThread) {
            // The child that was taken is there: only the next one has to be spawned.
            LOG.log(System.Logger.Level.WARNING, "No spare JVM is kept ready: the system gives no thread", noThread);
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        try {
            keepGoing();
        } finally {
            forgetKeeper();
        }
    }

    /** Whoever next wants a spare starts another keeper. */
    private void forgetKeeper() {
        lock.lock();
        try {
            if (keeper == Thread.currentThread()) {
                keeper = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void keepGoing() {
        boolean going = true;
        while (going) {
            List<LocalChild> idle = new ArrayList<>();
            Shelf poor = null;
            lock.lock();
            try {
                removeIdle(idle);
                poor = poorShelf(idle);
                if (poor == null && idle.isEmpty()) {
                    going = awaitChange();
                }
            } catch (InterruptedException e) {
                // This thread is ours and nobody interrupts it; should it happen, it looks once more.
            } finally {
                lock.unlock();
            }
            idle.forEach(LocalChild::kill);
            if (poor != null) {
                startFor(poor);
            }
        }
    }

    private void removeIdle(List<LocalChild> idle) {
        long limit = Spares.idleLimit().toNanos();
        long now = System.nanoTime();
        shelves.values().removeIf(shelf -> {
            boolean over = now - shelf.lastUse >= limit;
            if (over) {
                idle.addAll(shelf.spares);
            }
            return over;
        });
    }

    /** The shelf that was used last of those that lack a spare; another one gives up a spare for it if there are too many. */
    private @Nullable Shelf poorShelf(List<LocalChild> idle) {
        Shelf poor = null;
        int all = 0;
        for (Shelf shelf : shelves.values()) {
            all += shelf.spares.size();
            if (shelf.spares.size() < shelf.wanted) {
                poor = shelf;
            }
        }
        if (poor == null || all < Spares.most()) {
            return poor;
        }
        for (Shelf shelf : shelves.values()) {
            LocalChild given = shelf.lastUse < poor.lastUse ? shelf.spares.poll() : null;
            if (given != null) {
                shelf.wanted = shelf.spares.size();
                idle.add(given);
                return poor;
            }
        }
        poor.wanted = poor.spares.size();
        return null;
    }

    /** Waits for something to do; false if there never will be, with which the keeper has ended. */
    @SuppressWarnings("WaitNotInLoop") // The caller looks at everything again, whatever woke it.
    private boolean awaitChange() throws InterruptedException {
        if (shelves.isEmpty()) {
            keeper = null;
            changed.signalAll();
            return false;
        }
        long soonest = Long.MAX_VALUE;
        long now = System.nanoTime();
        for (Shelf shelf : shelves.values()) {
            soonest = Math.min(soonest, shelf.lastUse + Spares.idleLimit().toNanos() - now);
        }
        changed.awaitNanos(soonest);
        return true;
    }

    private void startFor(Shelf shelf) {
        LocalChild spare = null;
        try {
            spare = nursery.launchSpare(shelf.spec);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "No spare JVM could be started; processes are spawned instead", e);
        }
        LocalChild late = put(shelf, spare);
        if (late != null) {
            late.kill();
            awaitEnd(late);
        }
    }

    private static void awaitEnd(LocalChild late) {
        try {
            late.awaitAftermath(END_LIMIT);
        } catch (InterruptedException e) {
            // This thread is ours and nobody interrupts it; should it happen, the child ends all the same.
        }
    }

    /** Puts a spare on its shelf; gives it back if that is gone. */
    private @Nullable LocalChild put(Shelf shelf, @Nullable LocalChild spare) {
        lock.lock();
        try {
            if (spare == null) {
                shelf.wanted = 0;
                return null;
            }
            if (shelves.get(shelf.key) != shelf) {
                return spare;
            }
            shelf.spares.add(spare);
        } finally {
            lock.unlock();
        }
        spare.exit().thenRun(() -> died(shelf, spare));
        return null;
    }

    /** A spare that ends by itself is not replaced at once: the next one might do the same. */
    private void died(Shelf shelf, LocalChild spare) {
        lock.lock();
        try {
            if (shelf.spares.remove(spare)) {
                shelf.wanted = shelf.spares.size();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many spares there are.
     *
     * @return their number
     */
    public int count() {
        lock.lock();
        try {
            return shelves.values().stream()
                    .mapToInt(shelf -> shelf.spares.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends all spares and the keeper.
     *
     * @throws InterruptedException if interrupted while waiting for their end
     */
    public void end() throws InterruptedException {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        for (LocalChild spare : clear(deadline)) {
            spare.awaitAftermath(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    private List<LocalChild> clear(long deadline) throws InterruptedException {
        List<LocalChild> all = new ArrayList<>();
        Thread ending;
        lock.lock();
        try {
            shelves.values().forEach(shelf -> all.addAll(shelf.spares));
            shelves.clear();
            ending = keeper;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        all.forEach(LocalChild::kill);
        if (ending != null) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            ending.join(Math.max(1, left));
        }
        return all;
    }
}
