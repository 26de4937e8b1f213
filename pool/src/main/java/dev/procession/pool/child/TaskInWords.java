package dev.procession.pool.child;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this worker is running, for the records that it logs. Set by the task thread, asked by any. */
final class TaskInWords implements Supplier<String> {
    private final RunningItem running;
    private volatile @Nullable ShippedFunction function;

    TaskInWords(RunningItem running) {
        this.running = running;
    }

    /** The items that are run from now on are of this function. */
    void runs(ShippedFunction next) {
        function = next;
    }

    @Override
    public String get() {
        ShippedFunction current = function;
        long item = running.current();
        return current == null || item == 0 ? "" : current.description() + " #" + item;
    }
}
