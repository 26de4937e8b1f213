package dev.procession.pool.parent;

import dev.procession.core.codec.Departures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What leaves this process for good with the arguments of some items, such as ends of connections. It is given up when its
 * item has ended, one way or another: what the worker has taken until then is not here any more, and for the rest nobody comes.
 * Made only for items that have any. Thread-safe.
 */
final class Enclosures {
    private static final String WHY =
            "the task of a pool to which it was sent has ended, or was dropped, before it had taken it";

    private final Executor keepers;
    private final Map<Integer, Departures> byItem = new HashMap<>();

    Enclosures(Executor keepers) {
        this.keepers = keepers;
    }

    /** What one item has; null if nothing was gathered. */
    static @Nullable Enclosures ofOneItem(Departures departures, Executor keepers) {
        if (departures.isEmpty()) {
            return null;
        }
        Enclosures enclosures = new Enclosures(keepers);
        enclosures.add(0, departures);
        return enclosures;
    }

    synchronized void add(int item, Departures departures) {
        byItem.put(item, departures);
    }

    /** Items are not sent, and never will be: what they have belongs to this process again. */
    void undo() {
        take(0, Integer.MAX_VALUE).forEach(Departures::undo);
    }

    /** Nobody wants any of the items any more, whether they run or not. Never blocks. */
    void endedAll() {
        ended(0, Integer.MAX_VALUE);
    }

    /** So many items have ended. Never blocks; may be called again. */
    void ended(int firstItem, int items) {
        List<Departures> left = take(firstItem, items);
        if (!left.isEmpty()) {
            try {
                keepers.execute(() -> giveUp(left));
            } catch (RejectedExecutionException e) {
                giveUp(left); // the pool has ended
            }
        }
    }

    private synchronized List<Departures> take(int firstItem, int items) {
        List<Departures> taken = new ArrayList<>(0);
        if (items == 1) {
            Departures one = byItem.remove(firstItem);
            return one == null ? taken : List.of(one);
        }
        byItem.entrySet().removeIf(entry -> {
            boolean isOver = entry.getKey() >= firstItem && entry.getKey() - firstItem < items;
            return isOver && taken.add(entry.getValue());
        });
        return taken;
    }

    private static void giveUp(List<Departures> left) {
        left.forEach(departures -> departures.giveUp(WHY));
    }
}
