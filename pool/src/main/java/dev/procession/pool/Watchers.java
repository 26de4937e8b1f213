package dev.procession.pool;

import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who waits for a future: threads, and those who wait for it among several. The latter are held weakly: who has forgotten what
 * he waited for is forgotten, too. A dependent stage could not be taken back. Thread-safe.
 */
final class Watchers {
    private static final int FEW = 16;

    private final Set<WeakReference<CompletionWatch<?>>> all = new HashSet<>();
    private final Set<SettlingWait> waits = new HashSet<>();
    private int clearAt = FEW;

    synchronized void add(WeakReference<CompletionWatch<?>> watcher) {
        if (all.size() >= clearAt) {
            all.removeIf(known -> known.get() == null);
            clearAt = Math.max(FEW, 2 * all.size());
        }
        all.add(watcher);
    }

    synchronized void remove(WeakReference<CompletionWatch<?>> watcher) {
        all.remove(watcher);
    }

    synchronized void add(SettlingWait wait) {
        waits.add(wait);
    }

    synchronized void remove(SettlingWait wait) {
        waits.remove(wait);
    }

    synchronized int count() {
        return all.size();
    }

    /** Tells them that the future is about to be done, or offered to those who wait. */
    void tell(TaskFuture<?> future) {
        wakeWaits();
        for (WeakReference<CompletionWatch<?>> watcher : copy()) {
            CompletionWatch<?> watch = watcher.get();
            if (watch != null) {
                watch.tell(future);
            }
        }
    }

    private synchronized void wakeWaits() {
        waits.forEach(SettlingWait::wake);
    }

    private synchronized List<WeakReference<CompletionWatch<?>>> copy() {
        return List.copyOf(all);
    }
}
