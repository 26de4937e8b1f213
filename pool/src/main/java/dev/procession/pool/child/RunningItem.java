package dev.procession.pool.child;

import dev.procession.pool.protocol.ControlMessages.ItemRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Which item runs, and which are cancelled. An interrupt hits the item that it is meant for or none: the task thread does
 * not leave an item while an interrupt is being sent.
 */
final class RunningItem {
    private final Thread runner;
    private final List<ItemRange> cancelled = new ArrayList<>();
    private volatile boolean anyCancelled;
    private volatile boolean interrupting;
    private volatile long current;

    RunningItem(Thread runner) {
        this.runner = runner;
    }

    /** The task thread is about to run an item. Returns false if it was cancelled. */
    boolean enter(long item) {
        current = item;
        return !anyCancelled || !isCancelled(item);
    }

    /** The item that runs; 0 if none does. */
    long current() {
        return current;
    }

    /** The task thread has left its item; no interrupt meant for it comes after this. */
    void leave() {
        current = 0;
        while (interrupting) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }

    /** Whether an item is to stop, or has ended. Any thread. */
    boolean isToStop(long item) {
        return current != item || (anyCancelled && isCancelled(item));
    }

    /** Where the task thread is, if one of these items runs; else empty. */
    String stackOf(ItemRange range) {
        long before = current;
        if (!contains(range, before)) {
            return "";
        }
        String stack = StackText.of(runner);
        return current == before ? stack : "";
    }

    /** What the threads of this JVM do, if one of these items runs; else empty. */
    String threadsAround(ItemRange range) {
        long before = current;
        if (!contains(range, before)) {
            return "";
        }
        String dump = ThreadDump.around(runner);
        return current == before ? dump : "";
    }

    private synchronized boolean isCancelled(long item) {
        cancelled.removeIf(range -> range.firstItem() + range.items() <= item);
        anyCancelled = !cancelled.isEmpty();
        return cancelled.stream().anyMatch(range -> contains(range, item));
    }

    /** The parent does not want these items any more. If it says so again, nothing is interrupted again. */
    synchronized void cancel(ItemRange range) {
        if (cancelled.contains(range)) {
            return;
        }
        cancelled.add(range);
        anyCancelled = true;
        interrupting = true;
        if (contains(range, current)) {
            runner.interrupt();
        }
        interrupting = false;
    }

    private static boolean contains(ItemRange range, long item) {
        return item >= range.firstItem() && item < range.firstItem() + range.items();
    }
}
