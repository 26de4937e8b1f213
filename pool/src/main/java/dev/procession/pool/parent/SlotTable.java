package dev.procession.pool.parent;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which functions one worker holds, by slot. When all slots are taken the one that was used longest ago is given anew.
 * Used by one thread at a time.
 */
final class SlotTable {
    /** How many slots a worker has; the worker's own table has the same size. */
    static final int SLOTS = 1024;

    private final Map<PackedFunction, Integer> slots = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable PackedFunction last;
    private int lastSlot;

    /** The function's slot; -1 if the worker does not hold it. */
    int find(PackedFunction function) {
        if (function != last) {
            Integer slot = slots.get(function);
            if (slot == null) {
                return -1;
            }
            last = function;
            lastSlot = slot;
        }
        return lastSlot;
    }

    /** Gives the function a slot, which the worker must be told of. */
    int define(PackedFunction function) {
        int slot = slots.size();
        if (slot == SLOTS) {
            Iterator<Integer> eldest = slots.values().iterator();
            slot = eldest.next();
            eldest.remove();
        }
        slots.put(function, slot);
        last = function;
        lastSlot = slot;
        return slot;
    }
}
