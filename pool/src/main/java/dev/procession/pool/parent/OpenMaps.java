package dev.procession.pool.parent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The maps that are fed on the pool's threads. Their iterators are users' code, which may never return: the end of the
 * pool fails them all the same.
 */
final class OpenMaps {
    private final Set<MapJob> jobs = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Throwable stopped;

    void opened(MapJob job) {
        jobs.add(job);
        Throwable reason = stopped;
        if (reason != null) {
            job.stop(reason);
        }
    }

    void closed(MapJob job) {
        jobs.remove(job);
    }

    /** Fails all maps that are not fed to the end, now and later. */
    void stop(Throwable reason) {
        stopped = reason;
        jobs.forEach(job -> job.stop(reason));
    }
}
