package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.parent.WorkerSlot.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The places of a pool. Thread-safe; several calls make one step for whoever holds the lock meanwhile, by {@link #locked}.
 */
final class Places {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final IntFunction<WorkerSlot> make;
    private final List<WorkerSlot> slots = new ArrayList<>();

    /** Places that were given up, lowest number first: their names and ledgers are used again. */
    private final Queue<WorkerSlot> free = new PriorityQueue<>(Comparator.comparingInt(WorkerSlot::number));

    private final Headcount headcount = new Headcount();
    private int made;

    /**
     * No places.
     *
     * @param make makes the place of a number, from 1
     */
    Places(IntFunction<WorkerSlot> make) {
        this.make = make;
    }

    <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }

    void locked(Runnable step) {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    /** Makes one more place, of the pool's own kind. */
    WorkerSlot add(Role role) {
        return locked(() -> {
            WorkerSlot slot = free.isEmpty() ? make.apply(++made) : free.remove();
            slot.takeOn(role);
            slots.add(slot);
            return slot;
        });
    }

    void add(WorkerSlot slot) {
        locked(() -> slots.add(slot));
    }

    /** Gives up a place that is empty. */
    void remove(WorkerSlot slot) {
        locked(() -> {
            if (slots.remove(slot) && slot.isLocal()) {
                slot.release();
                free.add(slot);
            }
            changed.signalAll();
        });
    }

    boolean contains(WorkerSlot slot) {
        return locked(() -> slots.contains(slot));
    }

    /** How many came and went; within {@link #locked}. */
    Headcount headcount() {
        return headcount;
    }

    /** A worker is about to be started, or waited for. Returns false if something else was decided meanwhile. */
    boolean beginFilling(WorkerSlot slot, int filling) {
        return locked(() -> {
            boolean begins = slots.contains(slot) && slot.beginFilling(filling);
            if (begins && slot.isLocal()) {
                headcount.begun();
            }
            return begins;
        });
    }

    /** A worker can take tasks, in a place that it fills. */
    void fill(WorkerSlot slot, Worker worker) {
        locked(() -> {
            slot.filledBy(worker);
            if (!slot.isLocal()) {
                headcount.begun();
            }
        });
    }

    /** The worker of a place is gone, if it was not yet. */
    void vacate(WorkerSlot slot, WorkerEnd why) {
        locked(() -> {
            if (slot.isLocal() ? slot.isFilled() : slot.worker() != null) {
                headcount.ended(why);
            }
            slot.empty();
            changed.signalAll();
        });
    }

    /** The places that the pool fills itself and uses so, in the order in which they were made. */
    List<WorkerSlot> own(Role role) {
        return where(slot -> slot.isLocal() && slot.role() == role);
    }

    List<WorkerSlot> where(Predicate<WorkerSlot> which) {
        return locked(() -> slots.stream().filter(which).toList());
    }

    boolean all(Predicate<WorkerSlot> rule) {
        return locked(() -> slots.stream().allMatch(rule));
    }

    int count() {
        return locked(slots::size);
    }

    List<Worker> workers() {
        return each(WorkerSlot::worker);
    }

    List<ChildHandle> children() {
        return each(WorkerSlot::child);
    }

    /** The processes that cannot take tasks yet. */
    List<ChildHandle> starting() {
        return each(slot -> slot.worker() == null ? slot.child() : null);
    }

    /** The places that should have been filled by now and that nobody fills, each with a number to be shown when it is filled. */
    Map<WorkerSlot, Integer> overdue() {
        return locked(() -> {
            Map<WorkerSlot, Integer> overdue = new HashMap<>();
            for (WorkerSlot slot : slots) {
                if (slot.isOverdue(System.nanoTime())) {
                    overdue.put(slot, slot.nextFilling(0));
                }
            }
            return overdue;
        });
    }

    /** How many workers of the pool's own kind are being started. */
    int startingCount() {
        return where(slot -> slot.isLocal() && slot.isFilled() && slot.worker() == null)
                .size();
    }

    private <T> List<T> each(Function<WorkerSlot, @Nullable T> part) {
        return locked(() -> slots.stream().map(part).flatMap(Stream::ofNullable).toList());
    }

    /** Which workers run what, as the end of a message; empty if none does. */
    String running() {
        StringBuilder text = new StringBuilder();
        for (Worker worker : workers()) {
            String running = worker.running();
            text.append(running.isEmpty() ? "" : "; " + running);
        }
        return text.toString();
    }

    /** Waits until every place is empty; an interrupt is kept for later. */
    boolean awaitEmpty(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        lock.lock();
        try {
            while (slots.stream().anyMatch(WorkerSlot::isFilled)) {
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
