package dev.procession.pool.parent;

import dev.procession.core.launch.ChildHandle;
import dev.procession.pool.parent.WorkerSlot.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many places there are and what each is for; others carry it out. Guarded by the places' lock.
 *
 * <p>There are as many members as are wanted just now. Besides there are standbys: the spares that the pool was asked to
 * keep, and one for each member that will soon have done all that it may, but for no more than half of the members at a
 * time. Whoever leaves is replaced by a standby that is ready, else by one that is starting, else by a new one.
 */
final class Staff {
    private final Places places;
    private final int spares;
    private int fewest;
    private volatile int most;
    private int wanted;
    private boolean over;

    Staff(Places places, Staffing staffing) {
        this.places = places;
        spares = staffing.spares();
        resize(staffing.fewest(), staffing.most());
    }

    /**
     * What is to be done, once the lock is free.
     *
     * @param joining workers that were standbys and take tasks from now on
     * @param letGo workers that leave in order
     * @param killed processes that leave before they could take tasks
     * @param toFill places that are to be filled
     */
    record Orders(List<Worker> joining, List<Worker> letGo, List<ChildHandle> killed, List<WorkerSlot> toFill) {
        Orders() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** How many members there may be; any thread. */
    int most() {
        return most;
    }

    /** Other numbers of members. The next {@link #settle} decides what comes of it. */
    void resize(int least, int greatest) {
        fewest = least;
        most = greatest;
        wanted = Math.max(fewest, Math.min(most, wanted));
    }

    /** Whether there may be more members than are wanted now. */
    boolean canGrow() {
        return wanted < most && !over;
    }

    /** So many tasks wait which no member can take. */
    void wantFor(int waiting) {
        long ready = places.own(Role.MEMBER).stream()
                .filter(slot -> slot.worker() != null)
                .count();
        wanted = (int) Math.max(wanted, Math.min(most, ready + waiting));
    }

    /** The pool ends: nobody comes or goes by this one's will. */
    void end() {
        over = true;
    }

    /** Whether anyone is ready, or about to be, to take the place of a member. */
    boolean hasStandby() {
        return !places.own(Role.STANDBY).isEmpty();
    }

    /** A member is let go, and somebody else wanted in its place. */
    void release(WorkerSlot slot) {
        slot.takeOn(Role.LEAVING);
    }

    /** Members that have been idle for so long are let go, as long as there are more than the fewest. */
    void releaseIdle(long idleNanos, Orders orders) {
        List<WorkerSlot> members = new ArrayList<>(places.own(Role.MEMBER));
        members.sort(Comparator.comparingInt(WorkerSlot::number).reversed());
        for (WorkerSlot slot : members) {
            Worker worker = slot.worker();
            if (wanted > fewest && worker != null && worker.link().window().idleNanos() >= idleNanos) {
                wanted--;
                dismiss(slot, orders);
            }
        }
    }

    /**
     * How long it takes until the next member may have been idle for so long.
     *
     * @return nanoseconds; negative if there are no more members than the fewest
     */
    long untilIdle(long idleNanos) {
        if (wanted <= fewest || over) {
            return -1;
        }
        long longest = 0;
        for (WorkerSlot slot : places.own(Role.MEMBER)) {
            Worker worker = slot.worker();
            longest = Math.max(
                    longest, worker == null ? 0 : worker.link().window().idleNanos());
        }
        return Math.max(0, idleNanos - longest);
    }

    /** The worker of a place has died: a standby that is ready takes it, and the place becomes a standby's. */
    void substitute(WorkerSlot slot, Orders orders) {
        WorkerSlot ready = slot.role() == Role.MEMBER && slot.isLocal() ? standby(true) : null;
        if (ready != null) {
            promote(ready, orders);
            slot.takeOn(Role.STANDBY);
        }
    }

    /** Brings the places to what is wanted. */
    void settle(Orders orders) {
        if (over) {
            return;
        }
        List<WorkerSlot> members = places.own(Role.MEMBER);
        for (int i = members.size(); i < wanted; i++) {
            hire(orders);
        }
        trim(members, members.size() - wanted, orders);
        List<WorkerSlot> standbys = places.own(Role.STANDBY);
        long wearing = members.stream().filter(WorkerSlot::isWearing).count();
        int target = spares + (int) Math.min((wanted + 1) / 2, wearing);
        for (int i = standbys.size(); i < target; i++) {
            orders.toFill().add(places.add(Role.STANDBY));
        }
        trim(standbys, standbys.size() - target, orders);
    }

    private void hire(Orders orders) {
        WorkerSlot standby = standby(true);
        if (standby == null) {
            standby = standby(false);
        }
        if (standby == null) {
            orders.toFill().add(places.add(Role.MEMBER));
        } else {
            promote(standby, orders);
        }
    }

    private static void promote(WorkerSlot standby, Orders orders) {
        standby.takeOn(Role.MEMBER);
        Worker worker = standby.worker();
        if (worker != null) {
            orders.joining().add(worker);
        }
    }

    private @Nullable WorkerSlot standby(boolean ready) {
        return places.own(Role.STANDBY).stream()
                .filter(slot -> !ready || slot.worker() != null)
                .findFirst()
                .orElse(null);
    }

    /** Lets so many go: first those that cannot take tasks yet, then those that have none, the latest first. */
    private void trim(List<WorkerSlot> from, int surplus, Orders orders) {
        from.stream()
                .sorted(Comparator.comparingInt(Staff::use)
                        .thenComparing(WorkerSlot::number, Comparator.reverseOrder()))
                .limit(Math.max(0, surplus))
                .forEach(slot -> dismiss(slot, orders));
    }

    private static int use(WorkerSlot slot) {
        Worker worker = slot.worker();
        if (worker == null) {
            return slot.isFilled() ? 1 : 0;
        }
        return worker.link().window().idleNanos() >= 0 ? 2 : 3;
    }

    private void dismiss(WorkerSlot slot, Orders orders) {
        Worker worker = slot.worker();
        ChildHandle child = slot.child();
        if (!slot.isFilled()) {
            places.remove(slot);
            return;
        }
        slot.takeOn(Role.LEAVING);
        if (worker != null) {
            orders.letGo().add(worker);
        } else if (child != null) {
            orders.killed().add(child);
        }
    }
}
