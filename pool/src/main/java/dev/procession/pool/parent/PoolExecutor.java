package dev.procession.pool.parent;

import dev.procession.core.RemoteCallable;
import dev.procession.core.codec.Departures;
import dev.procession.core.error.ProcessionException;
import dev.procession.pool.RemoteExecutorService;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.protocol.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A view of the pool as an executor: knows the tasks that came through it, and ends on its own. */
final class PoolExecutor implements RemoteExecutorService {
    private static final String NO_TASKS = "the collection of tasks is null";

    private final String pool;
    private final PoolEngine engine;
    private final TaskTerms terms;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allEnded = lock.newCondition();

    // Guarded by the lock: the tasks that have not ended or whose futures are not done, and how many have not ended.
    private final Set<ExecutorTask<?>> open = new LinkedHashSet<>();
    private int running;
    private long submitted;
    private @Nullable RejectedExecutionException closedBecause;

    PoolExecutor(String pool, PoolEngine engine, TaskTerms terms) {
        this.pool = pool;
        this.engine = engine;
        this.terms = terms;
    }

    /** A task that is ready to be submitted. */
    private record Ready<T extends @Nullable Object>(ExecutorTask<T> sink, PendingTask task) {}

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task) {
        return submit((Callable<T>) task);
    }

    @Override
    public TaskFuture<?> submit(Task task) {
        return submit((Runnable) task);
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(Task task, T result) {
        return submit((Runnable) task, result);
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
        return start(this.<T>prepare(task, Shape.CALLABLE, null));
    }

    @Override
    public TaskFuture<?> submit(Runnable task) {
        return this.<@Nullable Object>start(this.<@Nullable Object>prepare(task, Shape.RUNNABLE, null));
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        return start(this.<T>prepare(task, Shape.RUNNABLE, result));
    }

    @Override
    public void execute(Task task) {
        execute((Runnable) task);
    }

    @Override
    public void execute(Runnable task) {
        Ready<@Nullable Object> ready = this.<@Nullable Object>prepare(task, Shape.RUNNABLE, null);
        CompletableFuture<?> unused = ready.sink().future().whenComplete((nothing, failure) -> {
            if (failure != null && !(failure instanceof CancellationException)) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            }
        });
        TaskFuture<?> unusedFuture = this.<@Nullable Object>start(ready);
    }

    private <T extends @Nullable Object> Ready<T> prepare(Object task, Shape shape, @Nullable Object result) {
        Objects.requireNonNull(task, "the task is null");
        refuseIfShutDown();
        ExecutorTask<T> sink =
                new ExecutorTask<>(engine.completions(), engine.tally(), this, task, result, nextNumber());
        try (Departures departures = Departures.gather()) {
            PendingTask pending =
                    new PendingTask(packed(task), shape, engine.packer().noArguments(), 1, sink, 0, terms);
            sink.bind(pending);
            sink.encloses(Enclosures.ofOneItem(departures, engine.threads().keepers()));
            return new Ready<>(sink, pending);
        }
    }

    private PackedFunction packed(Object task) {
        if (task instanceof Future) { // also those of CompletableFuture, which are Serializable by descent
            throw refused(
                    task,
                    "completes a future of this process, so it cannot run in another one: use the future that"
                            + " submit returns, or applyAsync of the pool; TaskFutures.asCompleted takes the place of a"
                            + " completion service");
        }
        if (!(task instanceof Serializable function)) {
            throw refused(
                    task,
                    "is not Serializable, so it cannot run in another process: declare it as a "
                            + (task instanceof Callable ? "RemoteCallable" : "RemoteExecutorService.Task")
                            + ", declare the variable of the executor as a RemoteExecutorService if it is a lambda, or let"
                            + " its class implement java.io.Serializable");
        }
        try {
            return engine.packer().function(function);
        } catch (ProcessionException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    private static RejectedExecutionException refused(Object task, String why) {
        return new RejectedExecutionException(task.getClass().getTypeName() + " " + why);
    }

    private long nextNumber() {
        lock.lock();
        try {
            return submitted++;
        } finally {
            lock.unlock();
        }
    }

    private void refuseIfShutDown() {
        lock.lock();
        try {
            if (closedBecause != null) {
                throw new RejectedExecutionException(closedBecause.getMessage(), closedBecause.getCause());
            }
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> TaskFuture<T> start(Ready<T> ready) {
        lock.lock();
        try {
            refuseIfShutDown();
            open.add(ready.sink());
            running++;
        } finally {
            lock.unlock();
        }
        boolean accepted = false;
        try {
            engine.dispatcher().submit(ready.task());
            accepted = true;
        } catch (ProcessionException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        } finally {
            if (!accepted) {
                forget(ready.sink());
                ready.sink().undoEnclosures();
            }
        }
        return ready.sink().future();
    }

    private void forget(ExecutorTask<?> task) {
        lock.lock();
        try {
            ended(task);
            open.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** A task has ended in its worker, or never starts. Never blocks. */
    void ended(ExecutorTask<?> task) {
        lock.lock();
        try {
            running -= task.noteEnd() ? 1 : 0;
            signalIfAllEnded();
            completed(task);
        } finally {
            lock.unlock();
        }
    }

    /** The pool has ended itself and failed all futures: nobody tells of the end of any task any more. Never blocks. */
    void endAll() {
        open().forEach(this::ended);
    }

    /** A task's future is done. Never blocks. */
    void completed(ExecutorTask<?> task) {
        lock.lock();
        try {
            if (task.isGone()) {
                open.remove(task);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean haveAllEnded() {
        return closedBecause != null && running == 0;
    }

    private void signalIfAllEnded() {
        if (haveAllEnded()) {
            allEnded.signalAll();
        }
    }

    private List<ExecutorTask<?>> open() {
        lock.lock();
        try {
            return List.copyOf(open);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        long begin = System.nanoTime();
        long limit = nanos(timeout, unit);
        List<TaskFuture<T>> futures = startAll(tasks);
        boolean done = false;
        try {
            for (TaskFuture<T> future : futures) {
                if (!await(future, limit - (System.nanoTime() - begin))) {
                    break;
                }
            }
            done = true;
        } finally {
            if (!done || futures.stream().anyMatch(future -> !future.isDone())) {
                cancel(futures);
            }
        }
        return new ArrayList<>(futures);
    }

    private static long nanos(long timeout, TimeUnit unit) {
        return Objects.requireNonNull(unit, "the unit is null").toNanos(timeout);
    }

    private static boolean await(TaskFuture<?> future, long nanos) throws InterruptedException {
        return future.isDone() || (nanos > 0 && future.await(java.time.Duration.ofNanos(nanos)));
    }

    /** Submits all, or none if one cannot be. */
    private <T> List<TaskFuture<T>> startAll(Collection<? extends Callable<T>> tasks) {
        List<TaskFuture<T>> futures = new ArrayList<>();
        boolean done = false;
        Departures departures = Departures.gather();
        try {
            List<Ready<T>> all = new ArrayList<>();
            for (Callable<T> task : Objects.requireNonNull(tasks, NO_TASKS)) {
                all.add(prepare(task, Shape.CALLABLE, null));
            }
            for (Ready<T> ready : all) {
                futures.add(start(ready));
            }
            done = true;
        } finally {
            if (!done) {
                departures.undo();
                cancel(futures);
            }
            departures.close();
        }
        return futures;
    }

    /** From the last to the first: what waits would start where one that runs is cancelled. */
    private static void cancel(List<? extends Future<?>> futures) {
        for (int i = futures.size() - 1; i >= 0; i--) {
            futures.get(i).cancel(true);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("three centuries have passed", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        long limit = nanos(timeout, unit);
        if (Objects.requireNonNull(tasks, NO_TASKS).isEmpty()) {
            throw new IllegalArgumentException("invokeAny was given no tasks, it needs at least one");
        }
        List<TaskFuture<T>> futures = startAll(tasks);
        try {
            return new FirstSuccess<>(futures, limit - (System.nanoTime() - begin)).await();
        } finally {
            cancel(futures);
        }
    }

    @Override
    public void shutdown() {
        refuseAll(new RejectedExecutionException("this executor was shut down and accepts no more tasks; its pool is"
                + " open, asExecutorService() gives another"));
    }

    /** It accepts no more, for a reason that whoever comes is told. */
    void refuseAll(RejectedExecutionException reason) {
        lock.lock();
        try {
            if (closedBecause == null) {
                closedBecause = reason;
            }
            signalIfAllEnded();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        List<ExecutorTask<?>> tasks =
                open().stream().filter(task -> !task.future().isDone()).toList();
        tasks.forEach(ExecutorTask::withdraw);
        engine.dispatcher().dropUnwanted();
        tasks.forEach(task -> task.future().cancel(true));
        return tasks.stream()
                .filter(ExecutorTask::hasNeverStarted)
                .sorted(Comparator.comparing(ExecutorTask::number))
                .map(ExecutorTask::asRunnable)
                .toList();
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return closedBecause != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && open().stream().allMatch(ExecutorTask::isGone);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long begin = System.nanoTime();
        long limit = nanos(timeout, unit);
        if (!awaitAllEnded(limit)) {
            return false;
        }
        for (ExecutorTask<?> task : open()) {
            if (!await(task.future(), limit - (System.nanoTime() - begin))) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitAllEnded(long limit) throws InterruptedException {
        long left = limit;
        lock.lockInterruptibly();
        try {
            while (!haveAllEnded()) {
                if (left <= 0) {
                    return false;
                }
                left = allEnded.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        long tasks = open().stream().filter(task -> !task.isGone()).count();
        String state = !isShutdown() ? "running" : isTerminated() ? "terminated" : "shutting down";
        return "executor of " + pool + "[" + state + ", " + tasks + (tasks == 1 ? " task]" : " tasks]");
    }
}
