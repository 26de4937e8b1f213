package dev.procession.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a pool has done and is doing, as it was at one moment: {@link ProcessPool#statistics()}. Immutable.
 *
 * <ul>
 *   <li>A task is one item: of a {@code map} or an {@code imap} each item is one, however many travel together.
 *       Initializers and finalizers are none.
 *   <li>In every snapshot the sums are right: {@code submitted = waiting + running + done()}, {@code done() = succeeded +
 *       failed + cancelled + timedOut + lost}, and of the workers {@code started = alive + starting + endedInAll()}.
 *   <li>The numbers of tasks submitted and done, and of workers started and ended, count from the pool's start, and never
 *       fall from one snapshot to the next.
 * </ul>
 *
 * @param pool the pool's name
 * @param tasks how many tasks there were, and what became of them
 * @param workers how many workers there were, and what became of them
 * @param each the workers that can take tasks now, or finish what they have
 */
public record PoolStatistics(String pool, TaskTotals tasks, WorkerTotals workers, List<WorkerRow> each) {
    /**
     * A snapshot.
     *
     * @param pool the pool's name
     * @param tasks how many tasks there were, and what became of them
     * @param workers how many workers there were, and what became of them
     * @param each the workers that can take tasks now, or finish what they have; copied
     */
    public PoolStatistics {
        each = List.copyOf(each);
    }

    /**
     * Tasks, by what became of them. Each accepted task is counted once as submitted, and once under what it ended with:
     * before its future completes, or its call returns, so that whoever has the outcome sees it counted.
     *
     * <p>A future that its holder cancels or completes is done at once, its task only when the pool has dropped it from its
     * queue, or the worker has stopped it: until then it counts as waiting or running, then as cancelled.
     *
     * @param submitted all that were accepted; of a {@code map} or {@code imap}, as far as its items have been pulled. A
     *     call that was refused, or that failed because its argument cannot be sent, is none; an item of a {@code map}
     *     that cannot be sent is one, and has failed
     * @param waiting in the pool's queue; sent ahead to a worker that has not begun with them; or done there with the
     *     outcome still on its way
     * @param running that a worker is in, one per worker at the most
     * @param succeeded whose value has come. Whether it can be decoded here shows when it is taken, which changes
     *     nothing in this number
     * @param failed that threw; or that could not be sent, decoded, or run
     * @param cancelled whose outcome nobody wanted when they ended: the future was cancelled or completed by its holder,
     *     the {@code map} given up, the {@code imap} closed, or the pool terminated
     * @param timedOut that ran for longer than {@link TaskOptions#timeout()}
     * @param lost that failed with {@link WorkerLostException}: their worker died of them or with them
     * @param repeated how often a task was given to a further worker because the one that ran it had died, see {@link
     *     TaskOptions#attempts()}
     */
    public record TaskTotals(
            long submitted,
            long waiting,
            long running,
            long succeeded,
            long failed,
            long cancelled,
            long timedOut,
            long lost,
            long repeated) {
        /**
         * All that have ended, one way or another.
         *
         * @return how many
         */
        public long done() {
            return succeeded + failed + cancelled + timedOut + lost;
        }

        @Override
        public String toString() {
            return submitted + " submitted = " + waiting + " waiting + " + running + " running + " + done() + " done ("
                    + succeeded + " succeeded, " + failed + " failed, " + cancelled + " cancelled, " + timedOut
                    + " timed out, " + lost + " lost), " + repeated + " repeated";
        }
    }

    /**
     * Workers. Those that joined by an invitation count from the moment at which they can take tasks.
     *
     * @param alive that can take tasks, wait as spares, or finish what they have before they leave
     * @param busy those of them that are in a task, also in one whose time is up or that nobody wants
     * @param starting that are being started or run their initializer
     * @param started all whose start was begun
     * @param ended why the others are gone; every reason is a key
     */
    public record WorkerTotals(int alive, int busy, int starting, long started, Map<WorkerEnd, Long> ended) {
        /**
         * Workers.
         *
         * @param alive that can take tasks, wait as spares, or finish what they have before they leave
         * @param busy those of them that are in a task, also in one whose time is up or that nobody wants
         * @param starting that are being started or run their initializer
         * @param started all whose start was begun
         * @param ended why the others are gone; copied, with 0 for a reason that is missing
         */
        public WorkerTotals {
            Map<WorkerEnd, Long> all = new EnumMap<>(WorkerEnd.class);
            for (WorkerEnd why : WorkerEnd.values()) {
                all.put(why, ended.getOrDefault(why, 0L));
            }
            ended = Collections.unmodifiableMap(all);
        }

        /**
         * How many ended for one reason.
         *
         * @param why the reason
         * @return how many
         */
        public long ended(WorkerEnd why) {
            return ended.getOrDefault(why, 0L);
        }

        /**
         * How many are gone.
         *
         * @return how many
         */
        public long endedInAll() {
            return ended.values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public String toString() {
            String why = ended.entrySet().stream()
                    .filter(entry -> entry.getValue() > 0)
                    .map(entry -> entry.getValue() + " "
                            + entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(Collectors.joining(", "));
            return started + " started = " + alive + " alive (" + busy + " busy) + " + starting + " starting + "
                    + endedInAll() + " ended" + (why.isEmpty() ? "" : " (" + why + ")");
        }
    }

    /** Why a worker ended. Counted when its end is certain, and before a task that died with it fails. */
    public enum WorkerEnd {
        /** It died by itself, was killed by somebody else, ran out of memory, or its channel broke. */
        DIED,
        /** Its task did not stop when it was cancelled or out of time, so the pool ended the worker. */
        STOPPED,
        /** It had run {@link PoolBuilder#maxTasksPerChild}, or held more memory than {@link PoolBuilder#recycleAbove}. */
        RECYCLED,
        /** It had had no task for {@link PoolBuilder#idleTimeout}. */
        IDLE,
        /** There were more than are wanted: the pool was resized, or a spare is no longer needed. */
        SURPLUS,
        /** It never came to take a task: its start or its initializer failed. */
        FAILED_TO_START,
        /** The pool was closed or terminated. */
        CLOSED
    }

    /**
     * One worker.
     *
     * @param name the worker's name, as it stands before the lines that it prints
     * @param pid its process id; on a worker that joined, a number of its own machine
     * @param tasksDone how many tasks it has run to an end
     * @param running what it runs; empty if nothing
     */
    public record WorkerRow(String name, long pid, long tasksDone, Optional<RunningTask> running) {
        @Override
        public String toString() {
            return name + " (pid " + pid + "): " + tasksDone + " done"
                    + running.map(task -> ", runs " + task).orElse(", idle");
        }
    }

    /**
     * What a worker runs.
     *
     * @param function the task's function in words, as messages name it
     * @param elapsed how long: since it was given, or since the outcome before it came
     */
    public record RunningTask(String function, Duration elapsed) {
        @Override
        public String toString() {
            return function + " for " + elapsed.toMillis() + " ms";
        }
    }

    /** The totals, in one line. */
    @Override
    public String toString() {
        return pool + ": tasks " + tasks + "; workers " + workers;
    }
}
