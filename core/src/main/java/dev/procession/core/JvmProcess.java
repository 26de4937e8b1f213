package dev.procession.core;

import dev.procession.core.codec.Unsendable;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.core.launch.internal.TargetCall;
import dev.procession.core.launch.internal.TargetProgram;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
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
 *   <li>When this JVM ends normally it first waits for children that are not {@link Builder#daemon daemons}; when it is
 *       ended by a signal or {@code System.exit}, all its children are ended with it.
 * </ul>
 *
 * Thread-safe.
 */
@Unsendable("A JvmProcess belongs to the process that started it and cannot be sent: send its pid(), or what is needed"
        + " from it")
public final class JvmProcess implements AutoCloseable {
    private static final Duration TERMINATE_GRACE = Duration.ofSeconds(2);
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);
    private static final Set<JvmProcess> ACTIVE = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String UNNAMED = "process";

    private enum State {
        NEW,
        RUNNING,
        ENDED,
        CLOSED
    }

    private final ChildSpec spec;
    private final TargetCall call;
    private State state = State.NEW;
    private @Nullable ChildHandle child;

    private JvmProcess(ChildSpec spec, TargetCall call) {
        this.spec = spec;
        this.call = call;
    }

    /**
     * Starts the description of a process.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
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
     * Launches the child. Returns as soon as its JVM is on its way.
     *
     * @return this
     * @throws IllegalStateException if it was started or closed before
     * @throws dev.procession.core.error.EncodingException if the target or an argument cannot be sent; the message names
     *     the field
     * @throws dev.procession.core.error.LaunchException if the JVM cannot be launched
     * @throws dev.procession.core.error.ProcessionException with code {@code SPAWN_BOMB} in a child that would multiply
     */
    public synchronized JvmProcess start() {
        require(state == State.NEW, "cannot be started: it was started or closed before; build another one");
        SpawnGuard.check("a process");
        LocalLauncher launcher = LocalLauncher.shared();
        ChildSpec whole = spec.with(name(), call.encode());
        ChildHandle started = launcher.launch(whole, launcher.prepareLink());
        child = started;
        move(State.RUNNING);
        ACTIVE.add(this);
        started.exit().thenRun(this::ended);
        return this;
    }

    private void ended() {
        ACTIVE.remove(this);
        move(State.ENDED);
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

    private void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException("Process '" + name() + "' " + problem);
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
     * Waits until the child has ended and what it printed was relayed.
     *
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if it was never started
     */
    public void join() throws InterruptedException {
        try {
            launched("join()").exit().toCompletableFuture().get();
        } catch (ExecutionException impossible) {
            throw new AssertionError("An exit status cannot fail", impossible);
        }
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
     * process that is only to be waited for is joined first.
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
        return "process '" + name() + "' (" + state + (handle == null ? "" : ", pid " + handle.pid()) + ")";
    }

    /** Describes a {@link JvmProcess}. Not thread-safe. */
    public static final class Builder {
        private final ChildSpec.Builder spec =
                ChildSpec.builder(UNNAMED, TargetProgram.class).daemon(false);
        private boolean named;
        private @Nullable TargetCall call;

        private Builder() {}

        /**
         * Sets the name. The default is {@code process-N}.
         *
         * @param value 1 to 256 characters, none of them a control character
         * @return this
         */
        public Builder name(String value) {
            spec.name(value);
            named = true;
            return this;
        }

        /**
         * Sets whether this JVM may end while the child runs. The default is false: its normal end waits for the child.
         *
         * @param value true to have the child ended then
         * @return this
         */
        public Builder daemon(boolean value) {
            spec.daemon(value);
            return this;
        }

        /**
         * Sets what the child runs.
         *
         * @param body a lambda, method reference or serializable object
         * @return this
         */
        public Builder target(RemoteRunnable body) {
            return call(body);
        }

        /**
         * Sets what the child runs.
         *
         * @param body an object whose serializable fields travel with it, or a lambda
         * @return this
         */
        public Builder target(ProcessTarget body) {
            return call(body);
        }

        /**
         * Sets what the child runs.
         *
         * @param body a lambda, method reference or serializable object
         * @param argument what it is given a copy of
         * @param <A> the argument's type
         * @return this
         */
        public <A extends @Nullable Object> Builder target(RemoteConsumer<? super A> body, A argument) {
            return call(body, argument);
        }

        /**
         * Sets what the child runs.
         *
         * @param body a lambda, method reference or serializable object
         * @param first what it is given a copy of
         * @param second what it is given a copy of
         * @param <A> the first argument's type
         * @param <B> the second argument's type
         * @return this
         */
        public <A extends @Nullable Object, B extends @Nullable Object> Builder target(
                RemoteBiConsumer<? super A, ? super B> body, A first, B second) {
            return call(body, first, second);
        }

        private Builder call(Serializable body, @Nullable Object... arguments) {
            call = new TargetCall(Objects.requireNonNull(body, "target is null"), Arrays.asList(arguments));
            return this;
        }

        /**
         * Adds options for the child's JVM, after and above those that it inherits and those of the system property {@value
         * ChildSpec#JVM_OPTIONS_PROPERTY}.
         *
         * @param options one option an element
         * @return this
         */
        public Builder jvmOptions(String... options) {
            spec.jvmOptions(Arrays.asList(Objects.requireNonNull(options, "jvmOptions is null")));
            return this;
        }

        /**
         * Sets the child's largest heap. The default is {@link LocalLauncher#defaultHeapBytes} for as many children as
         * there are processors.
         *
         * @param bytes from 2 MiB; 0 for the default
         * @return this
         */
        public Builder maxHeap(long bytes) {
            spec.maxHeapBytes(bytes);
            return this;
        }

        /**
         * Adds to the environment that the child inherits.
         *
         * @param variable the variable's name
         * @param value its value; null removes an inherited one
         * @return this
         */
        public Builder environment(String variable, @Nullable String value) {
            spec.environment(Collections.singletonMap(variable, value));
            return this;
        }

        /**
         * Sets the child's working directory. The default is this process's own.
         *
         * @param value an existing directory
         * @return this
         */
        public Builder directory(Path value) {
            spec.directory(value);
            return this;
        }

        /**
         * Sets the whole class path instead of deriving it from the target's class loader and this JVM's own class path.
         * It must hold the classes of the target and its arguments; Procession's core is added where it is missing.
         *
         * @param value jars and class folders in order
         * @return this
         */
        public Builder classPath(List<Path> value) {
            spec.classPath(value);
            return this;
        }

        /**
         * Sets the Java installation that runs the child. The default is this process's own.
         *
         * @param value the folder that has {@code bin/java}
         * @return this
         */
        public Builder javaHome(Path value) {
            spec.javaHome(value);
            return this;
        }

        /**
         * Sets who is told what the child prints. The default prints it to this process's standard error.
         *
         * @param value the listener
         * @return this
         */
        public Builder output(OutputListener value) {
            spec.output(value);
            return this;
        }

        /**
         * Makes the process, not started yet. May be called again for another one.
         *
         * @return the process
         * @throws IllegalStateException if there is no target
         */
        public JvmProcess build() {
            TargetCall target = call;
            if (target == null) {
                throw new IllegalStateException("A process needs something to run: call target(...) on the builder");
            }
            spec.classLoader(target.function().getClass().getClassLoader());
            if (!named) {
                spec.name("process-" + NUMBERS.incrementAndGet());
            }
            return new JvmProcess(spec.build(), target);
        }

        /**
         * Makes the process and starts it.
         *
         * @return the running process
         * @see JvmProcess#start()
         */
        public JvmProcess start() {
            return build().start();
        }
    }
}
