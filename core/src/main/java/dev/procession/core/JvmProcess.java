package dev.procession.core;

import dev.procession.core.codec.Unsendable;
import dev.procession.core.connection.Waitable;
import dev.procession.core.connection.internal.Wakers;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.SpawnGuard;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM that runs one function: {@code multiprocessing.Process}.
 *
 * <pre>{@code
 * try (JvmProcess process = JvmProcess.builder().target(path -> shrink(path), path).start()) {
 *     process.join();
 * }
 * }</pre>
 *
 * <ul>
 *   <li>The target and its arguments are copied to the child when {@link #start()} is called; what the child changes does
 *       not come back.
 *   <li>The child ends when its target has returned and its other non-daemon threads have ended (exit code 0), when the
 *       target throws (its stack trace is printed, exit code 1), or by {@link System#exit}.
 *   <li>When this JVM ends normally it first waits for children that are not {@link JvmProcessBuilder#daemon daemons}; when it is
 *       ended by a signal or {@code System.exit}, all its children are ended with it.
 * </ul>
 *
 * Thread-safe.
 */
@Unsendable("A JvmProcess belongs to the process that started it and cannot be sent: send its pid(), or what is needed"
        + " from it")
public final class JvmProcess implements Waitable, AutoCloseable {
    private static final Duration TERMINATE_GRACE = Duration.ofSeconds(2);
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);

    /** How often a join that takes long says what it waits for. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    private static final Set<JvmProcess> ACTIVE = ConcurrentHashMap.newKeySet();

    private enum State {
        NEW,
        RUNNING,
        ENDED,
        CLOSED
    }

    private final ChildSpec spec;
    private final boolean writable;
    private @Nullable ProcessStart start;
    private State state = State.NEW;
    private @Nullable ChildHandle child;

    JvmProcess(ProcessStart start) {
        this.start = start;
        spec = start.spec();
        writable = start.feed() == null && spec.input().isPipe();
    }

    /**
     * Starts the description of a process.
     *
     * @return the builder
     */
    public static JvmProcessBuilder builder() {
        return new JvmProcessBuilder();
    }

    /**
     * The processes that were started by this JVM and have not ended: {@code multiprocessing.active_children()}.
     *
     * @return the processes in no order
     */
    public static List<JvmProcess> activeChildren() {
        return ACTIVE.stream().filter(JvmProcess::isAlive).toList();
    }

    /**
     * Launches the child. Returns as soon as its JVM is on its way. From then on this object holds neither the target nor
     * its arguments.
     *
     * @return this
     * @throws IllegalStateException if it was started or closed before
     * @throws dev.procession.core.error.EncodingException if the target or an argument cannot be sent; the message names
     *     the field
     * @throws dev.procession.core.error.LaunchException if the JVM cannot be launched
     * @throws dev.procession.core.error.ProcessionException with code {@code SPAWN_BOMB} in a child that would multiply
     */
    public synchronized JvmProcess start() {
        ProcessStart first = start;
        if (state != State.NEW || first == null) {
            throw new IllegalStateException(
                    "Process '" + name() + "' cannot be started: it was started or closed before; build another one");
        }
        SpawnGuard.check("a process");
        ChildHandle started = first.launch();
        child = started;
        start = null;
        move(State.RUNNING);
        ACTIVE.add(this);
        started.exit().thenRun(this::ended);
        return this;
    }

    private void ended() {
        ACTIVE.remove(this);
        move(State.ENDED);
        Wakers.wake(this);
    }

    /** All moves between states that there are; any other is ignored, because it comes too late. */
    private synchronized void move(State to) {
        boolean legal = switch (to) {
            case NEW -> false;
            case RUNNING -> state == State.NEW;
            case ENDED -> state == State.RUNNING;
            case CLOSED -> state != State.CLOSED;
        };
        if (legal) {
            state = to;
        }
    }

    private synchronized ChildHandle launched(String call) {
        ChildHandle handle = child;
        if (handle == null) {
            throw new IllegalStateException("Process '" + name() + "' was never started: call start() before " + call);
        }
        return handle;
    }

    /**
     * Waits until the child has ended and what it printed was relayed. Logs every 10 s what it waits for.
     *
     * <p>A child that sends more over a {@link dev.procession.core.connection.Connection} than the system buffers, 64 KiB or
     * so, ends only when somebody receives it: receive first, then join.
     *
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if it was never started
     */
    public void join() throws InterruptedException {
        new LongJoin(toString(), REPORT_EVERY).await(launched("join()").exit().toCompletableFuture());
    }

    /**
     * Waits until the child has ended and what it printed was relayed.
     *
     * @param limit how long at the most
     * @return false if the limit passed first
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if it was never started
     */
    public boolean join(Duration limit) throws InterruptedException {
        return await(launched("join(Duration)"), Objects.requireNonNull(limit, "limit is null"));
    }

    private static boolean await(ChildHandle handle, Duration limit) throws InterruptedException {
        try {
            handle.exit().toCompletableFuture().get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError("An exit status cannot fail", impossible);
        }
    }

    /**
     * Asks the child to end (SIGTERM): its shutdown hooks run. Returns at once; does nothing if it has ended. A child
     * whose program has not begun is killed.
     *
     * @throws IllegalStateException if it was never started
     */
    public void terminate() {
        launched("terminate()").terminate();
    }

    /**
     * Ends the child at once (SIGKILL), also when it is stopped. Returns at once; does nothing if it has ended.
     *
     * @throws IllegalStateException if it was never started
     */
    public void kill() {
        launched("kill()").kill();
    }

    /**
     * Whether the child was started and has not ended.
     *
     * @return true while it runs
     */
    public synchronized boolean isAlive() {
        ChildHandle handle = child;
        return handle != null && handle.isAlive();
    }

    /**
     * Ends the child if it still runs: terminates it, kills it if it has not ended two seconds later. Idempotent. A
     * process that is only to be waited for is joined first. What was known of the process stays known: its pid and exit
     * status can be asked for afterwards.
     */
    @Override
    public void close() {
        ChildHandle handle;
        synchronized (this) {
            handle = child;
        }
        try {
            if (handle != null && handle.isAlive()) {
                end(handle);
            }
        } catch (InterruptedException e) {
            handle.kill();
            Thread.currentThread().interrupt();
        } finally {
            move(State.CLOSED);
        }
    }

    private static void end(ChildHandle handle) throws InterruptedException {
        handle.terminate();
        if (!await(handle, TERMINATE_GRACE)) {
            handle.kill();
            await(handle, KILL_GRACE);
        }
    }

    /**
     * Where the child's standard input is written, if it was built with {@link JvmProcessBuilder#pipedInput()}. Each write is
     * there for the child at once; it waits while the pipe is full, and fails with an {@link java.io.IOException} once the
     * child has ended. To close it is the end of the child's input.
     *
     * @return the stream, the same at every call; to be closed
     * @throws IllegalStateException if it was never started, or built without such an input
     */
    public OutputStream input() {
        ChildHandle handle = launched("input()");
        if (!writable) {
            throw new IllegalStateException("The standard input of process '" + name()
                    + "' cannot be written: call pipedInput() on its builder for that");
        }
        return handle.input();
    }

    /**
     * The child's process id.
     *
     * @return the pid
     * @throws IllegalStateException if it was never started
     */
    public long pid() {
        return launched("pid()").pid();
    }

    /**
     * The process's name.
     *
     * @return the name that was chosen, or {@code process-N}
     */
    public String name() {
        return spec.name();
    }

    /**
     * Whether this JVM may end while the child runs.
     *
     * @return true if the child is then ended; false if this JVM's normal end waits for it
     */
    public boolean daemon() {
        return spec.daemon();
    }

    /**
     * How the child ended: {@code exitcode}.
     *
     * @return the status; empty while it was not started or runs
     */
    public synchronized Optional<ExitStatus> exitStatus() {
        ChildHandle handle = child;
        return handle == null
                ? Optional.empty()
                : Optional.ofNullable(handle.exit().toCompletableFuture().getNow(null));
    }

    /**
     * Completes when the child has ended: {@code sentinel}. Each call gives a future of its own; what is attached to it
     * runs on the common pool and may block.
     *
     * @return the exit status to come
     * @throws IllegalStateException if it was never started
     */
    public CompletableFuture<ExitStatus> onExit() {
        return launched("onExit()").exit().toCompletableFuture().thenApplyAsync(status -> status);
    }

    /**
     * Why the child died, as far as the system tells, with the end of what it printed.
     *
     * @return the certificate
     * @throws IllegalStateException if it was never started or is alive
     */
    public DeathCertificate certificate() {
        return launched("certificate()").certificate("");
    }

    @Override
    public synchronized String toString() {
        ChildHandle handle = child;
        String end = exitStatus().map(status -> ", " + status.words()).orElse("");
        return "process '" + name() + "' (" + state + (handle == null ? "" : ", pid " + handle.pid()) + end + ")";
    }
}
