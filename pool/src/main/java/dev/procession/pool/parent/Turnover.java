package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.parent.Staff.Orders;
import dev.procession.pool.parent.WorkerSlot.Role;
import java.util.function.Consumer;

/**
 * Workers that come and go without anyone's death: when the pool gets another size, grows or shrinks by itself, and when
 * workers have done what they may. Has the {@link Staff} decide under the places' lock, and carries it out outside.
 * Thread-safe; never blocks.
 */
final class Turnover {
    private final Places places;
    private final Staff staff;
    private final Farewell farewell;
    private final PoolEngine engine;
    private final Consumer<WorkerSlot> filler;
    private final Elasticity elasticity;

    Turnover(Places places, Staffing staffing, Farewell farewell, PoolEngine engine, Consumer<WorkerSlot> filler) {
        this.places = places;
        staff = new Staff(places, staffing);
        this.farewell = farewell;
        this.engine = engine;
        this.filler = filler;
        elasticity = new Elasticity(this, engine, staffing.idleTimeout());
    }

    /** Has the first workers started. */
    void open() {
        engine.dispatcher().relief().growsBy(elasticity);
        settle();
    }

    /** Nobody comes or goes any more. */
    void end() {
        places.locked(staff::end);
        elasticity.end();
    }

    /** Other numbers of workers from now on. Of calls that overlap, the numbers of one are kept, and all of them. */
    void resize(int fewest, int most) {
        places.locked(() -> staff.resize(fewest, most));
        settle();
        engine.dispatcher().seats(this::processes);
        engine.dispatcher().dispatch(); // tells again of tasks that wait
    }

    /** How many there may be by now; tells the pool too. */
    private int processes() {
        int most = staff.most();
        engine.processes().set(most);
        return most;
    }

    /** Whether there may be more workers than are wanted now. */
    boolean canGrow() {
        return places.locked(staff::canGrow);
    }

    /** So many tasks wait that no worker can take. */
    void growFor(int waiting) {
        places.locked(() -> staff.wantFor(waiting));
        settle();
    }

    /**
     * Lets workers go that have had no task for so long, as long as there are more than the fewest.
     */
    void shrink(long idleNanos) {
        Orders orders = new Orders();
        places.locked(() -> staff.releaseIdle(idleNanos, orders));
        carryOut(orders, WorkerEnd.IDLE);
    }

    /**
     * How long it takes until the next worker may have had no task for so long.
     *
     * @return nanoseconds; negative if there are no more than the fewest
     */
    long untilIdle(long idleNanos) {
        return places.locked(() -> staff.untilIdle(idleNanos));
    }

    private void settle() {
        Orders orders = new Orders();
        places.locked(() -> staff.settle(orders));
        carryOut(orders);
    }

    private void carryOut(Orders orders) {
        carryOut(orders, WorkerEnd.SURPLUS);
    }

    /** Does what was decided; those who are let go are so for this reason. */
    private void carryOut(Orders orders, WorkerEnd why) {
        orders.joining().forEach(worker -> engine.dispatcher().join(worker.link()));
        orders.letGo().forEach(worker -> farewell.begin(worker, why));
        orders.killed().forEach(ChildHandle::kill);
        orders.toFill().forEach(filler);
        elasticity.changed();
    }

    /**
     * The worker of a place is gone. Returns whether the place is to be filled again; if not, it was given up.
     */
    boolean vacated(WorkerSlot slot, WorkerEnd why) {
        Orders orders = new Orders();
        boolean stays = places.locked(() -> {
            places.vacate(slot, why);
            boolean left = slot.role() == Role.LEAVING;
            if (left) {
                places.remove(slot);
            } else {
                staff.substitute(slot, orders);
            }
            staff.settle(orders);
            return !left && places.contains(slot);
        });
        carryOut(orders);
        return stays;
    }

    /** A worker will soon have done what it may: its successor is started, if there is memory for both. */
    void expectEnd(Worker worker, boolean roomy) {
        if (roomy) {
            places.locked(() -> {
                if (worker.slot().holds(worker)) {
                    worker.slot().wears();
                }
            });
            settle();
        }
    }

    /**
     * A worker is to go as soon as another one can take its place; at once if there is no memory for both.
     *
     * @param roomy whether there is
     */
    void retireSoon(Worker worker, boolean roomy) {
        boolean waits = places.locked(() -> {
            WorkerSlot slot = worker.slot();
            boolean ready = places.own(Role.STANDBY).stream().anyMatch(standby -> standby.worker() != null);
            if (!slot.holds(worker) || ready || !roomy) {
                return false;
            }
            slot.isToGo();
            slot.wears();
            return true;
        });
        if (waits) {
            settle();
        } else {
            retire(worker, roomy);
        }
    }

    /** A standby can take the place of a worker that waits for that. */
    void standbyIsReady() {
        places.where(WorkerSlot::isDue).stream().limit(1).forEach(this::retire);
    }

    /** A standby could not be started: workers that wait for one are not kept any longer. */
    void standbyIsLate() {
        places.where(WorkerSlot::isDue).forEach(this::retire);
    }

    private void retire(WorkerSlot slot) {
        Worker worker = slot.worker();
        if (worker != null) {
            retire(worker, false);
        }
    }

    /**
     * A worker is let go; another one takes its place, at once if one is ready or there is memory for both.
     *
     * @param roomy whether there is
     */
    void retire(Worker worker, boolean roomy) {
        Orders orders = new Orders();
        places.locked(() -> {
            WorkerSlot slot = worker.slot();
            if (slot.holds(worker) && slot.role() == Role.MEMBER && (roomy || staff.hasStandby())) {
                staff.release(slot);
            }
            staff.settle(orders);
        });
        carryOut(orders);
        farewell.begin(worker, WorkerEnd.RECYCLED);
    }
}
