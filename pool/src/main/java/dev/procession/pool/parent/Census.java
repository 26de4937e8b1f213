package dev.procession.pool.parent;

import dev.procession.pool.PoolStatistics;
import dev.procession.pool.PoolStatistics.RunningTask;
import dev.procession.pool.PoolStatistics.WorkerEnd;
import dev.procession.pool.PoolStatistics.WorkerRow;
import dev.procession.pool.PoolStatistics.WorkerTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a pool's statistics. Any thread; holds each lock for as long as it takes to read some fields. */
final class Census {
    private final String pool;
    private final Places places;
    private final TaskTally tally;

    Census(String pool, Places places, TaskTally tally) {
        this.pool = pool;
        this.places = places;
        this.tally = tally;
    }

    /** What the places tell in one step. */
    private record Staffed(List<Worker> workers, int starting, long started, Map<WorkerEnd, Long> ended) {}

    PoolStatistics take() {
        Staffed staffed = places.locked(() -> new Staffed(
                places.workers(),
                places.startingCount(),
                places.headcount().started(),
                places.headcount().ended()));
        List<WorkerRow> rows = new ArrayList<>();
        int busy = 0;
        int running = 0;
        for (Worker worker : staffed.workers()) {
            InFlight.Next in = worker.inTask();
            busy += in == null ? 0 : 1;
            running += in == null || in.voided() ? 0 : 1;
            rows.add(row(worker, in));
        }
        WorkerTotals workers = new WorkerTotals(
                staffed.workers().size(), busy, staffed.starting(), staffed.started(), staffed.ended());
        return new PoolStatistics(pool, tally.totals(running), workers, rows);
    }

    private static WorkerRow row(Worker worker, InFlight.@Nullable Next in) {
        Optional<RunningTask> running = Optional.ofNullable(in)
                .map(next -> new RunningTask(
                        next.task().function().description(),
                        Duration.ofNanos(worker.link().window().sinceProgressNanos())));
        return new WorkerRow(
                worker.child().name(),
                worker.child().pid(),
                worker.link().router().done(),
                running);
    }
}
