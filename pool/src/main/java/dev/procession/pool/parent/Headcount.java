package dev.procession.pool.parent;

import dev.procession.pool.PoolStatistics.WorkerEnd;
import java.util.EnumMap;
import java.util.Map;

/** How many workers were started, and why those ended that did. Guarded by the places' lock. */
final class Headcount {
    private final Map<WorkerEnd, Long> ended = new EnumMap<>(WorkerEnd.class);
    private long started;

    void begun() {
        started++;
    }

    void ended(WorkerEnd why) {
        ended.merge(why, 1L, Long::sum);
    }

    long started() {
        return started;
    }

    Map<WorkerEnd, Long> ended() {
        return new EnumMap<>(ended);
    }
}
