package dev.procession.pool;

import dev.procession.core.DebugMode;
import dev.procession.core.OutputListener;
import dev.procession.core.RemoteConsumer;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import dev.procession.core.channel.memory.MemoryTransport;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.ChildSpecBuilder;
import dev.procession.core.launch.JavaHome;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.core.log.LogListener;
import dev.procession.pool.archive.Archive;
import dev.procession.pool.archive.Archives;
import dev.procession.pool.inprocess.InProcessWorkplace;
import dev.procession.pool.parent.Graces;
import dev.procession.pool.parent.Hook;
import dev.procession.pool.parent.Hooks;
import dev.procession.pool.parent.PoolSettings;
import dev.procession.pool.parent.Purpose;
import dev.procession.pool.parent.Staffing;
import dev.procession.pool.parent.WorkerPool;
import dev.procession.pool.protocol.Shape;
import dev.procession.pool.protocol.WorkerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets up a {@link ProcessPool}. Used by one thread. */
public final class PoolBuilder {
    private static final String INITIALIZER = "initializer";
    private static final String FINALIZER = "finalizer";

    private static final Duration START = Duration.ofSeconds(60);
    /** Of any span here: what is longer is a mistake, and nanoseconds hold no more than 292 years. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Duration DEBUGGED_START = Duration.ofDays(1);

    /** Some five times what a frame takes between two processes that both run: who waits longer had better sleep. */
    private static final Duration SPIN = Duration.ofNanos(50_000);

    /** For those who wait, and have nothing else to do: about what it takes to wake the other side, if that sleeps. */
    private static final Duration WAITERS_SPIN = SPIN.multipliedBy(4);

    /** With 0 for the most workers until they are told. */
    private Staffing staffing = Staffing.of(0);

    private @Nullable String transport;
    private @Nullable TransportProvider provider;
    private int maxFrameBytes = ChannelOptions.defaults().maxFrameBytes();
    private final ChildSpecBuilder worker = ChildSpec.builder("worker", WorkerSetup.PROGRAM);
    private long maxHeapBytes;
    private final List<String> allowedResults = new ArrayList<>();
    private boolean inProcess;
    private Duration closeTimeout = LONGEST;
    private @Nullable Duration startTimeout;
    private Hooks hooks = Hooks.NONE;
    private Graces graces = Graces.DEFAULTS;

    PoolBuilder() {}

    /**
     * How many worker processes. Default: as many as the processors that this JVM may use, container limits included; 1
     * in a pool inside a worker.
     *
     * @param count from 1 to 1024
     * @return this
     */
    public PoolBuilder processes(int count) {
        return processes(WorkerPool.checkedProcesses(count), count);
    }

    /**
     * Between how many worker processes. The pool begins with the fewest; it starts more while tasks wait that none of them
     * can take, and ends those that have had no task for {@link #idleTimeout}. With 0 the first task starts one, and an
     * idle pool has none.
     *
     * @param fewest from 0 to {@code most}
     * @param most from 1 to 1024
     * @return this
     */
    public PoolBuilder processes(int fewest, int most) {
        WorkerPool.checkProcesses(fewest, most);
        staffing = staffing.between(fewest, most);
        return this;
    }

    /**
     * After how long without a task a worker ends, if there are more than the fewest. Default: 60 s. Of no use for a pool
     * of a fixed size.
     *
     * @param limit how long, more than zero and at most 365 days
     * @return this
     */
    public PoolBuilder idleTimeout(Duration limit) {
        staffing = staffing.withIdleTimeout(positive("idleTimeout", limit));
        return this;
    }

    /**
     * How many further workers are kept ready, started and initialised but without tasks: one of them takes the place of a
     * worker that dies, or is replaced, at once, and another spare is started then. Default: 0.
     *
     * @param count from 0 to 1024
     * @return this
     */
    public PoolBuilder spares(int count) {
        if (count < 0 || count > WorkerPool.MOST_PROCESSES) {
            throw new IllegalArgumentException(
                    "spares is " + count + ", it must lie between 0 and " + WorkerPool.MOST_PROCESSES);
        }
        staffing = staffing.withSpares(count);
        return this;
    }

    /**
     * How many tasks each worker runs before another one takes its place; of a map, each item is one. Never more: a chunk
     * that is larger than what is left is split. Default: any number. Its successor is started in time to take over, if
     * there is memory for both; until then it waits. Workers that joined are not replaced.
     *
     * @param items from 1
     * @return this
     */
    public PoolBuilder maxTasksPerChild(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("maxTasksPerChild is " + items + ", the least is 1");
        }
        staffing = staffing.withMaxTasks(items);
        return this;
    }

    /**
     * With how much memory in use (its resident set: heap, native memory and all else) a worker is replaced. It is looked
     * at when tasks have ended, four times a second at the most; the worker finishes what it runs, and its successor is
     * started first, if there is memory for both. Default: never. Workers that joined are not looked at.
     *
     * @param bytes from 1, and well above what a fresh worker needs, which is some 50 to 100 MiB: less replaces each
     *     worker after its first tasks
     * @return this
     * @throws UnsupportedOperationException where the system does not tell how much memory a process holds: it needs {@code
     *     /proc}, as on Linux, or the program {@code ps}, as on macOS
     */
    public PoolBuilder recycleAbove(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("recycleAbove is " + bytes + " bytes, the least is 1");
        }
        WorkerPool.requireMemoryFigures();
        staffing = staffing.withRecycleAbove(bytes);
        return this;
    }

    /**
     * The transport to use. Default: system property {@code procession.transport}, else environment variable {@code
     * PROCESSION_TRANSPORT}, else {@code pipe} when present, else the one with the highest preference.
     *
     * @param name for instance {@code pipe}
     * @return this
     */
    public PoolBuilder transport(String name) {
        transport = Objects.requireNonNull(name, "transport is null");
        provider = null;
        return this;
    }

    /**
     * The transport to use, with options of its own.
     *
     * @param given a provider of the class that workers will make, by its constructor without arguments
     * @return this
     */
    public PoolBuilder transport(TransportProvider given) {
        provider = Objects.requireNonNull(given, "transport is null");
        return this;
    }

    /**
     * No processes: the workers are threads of this one. For unit tests of code that uses pools: functions, arguments,
     * results and exceptions go through the same codecs, filters and protocol, so that what cannot be sent fails in the same
     * way; and a worker is there in a millisecond.
     *
     * <ul>
     *   <li>The workers share this process: statics, heap, streams, working directory, environment. A task that calls {@code
     *       System.exit} or {@code halt}, or crashes the JVM, ends this process; one that runs out of memory takes it from
     *       all.
     *   <li>A task that heeds no interrupt cannot be killed: {@link ProcessPool#terminate()} gives its thread up after a
     *       second.
     *   <li>On its worker's thread, {@link dev.procession.core.ProcessContext#current()} tells what it would in a process: a
     *       child, of the worker's name; the pid is this process's own.
     *   <li>What concerns processes has no effect, and is not looked at: transport, options, heap, environment, folder, Java
     *       home, class path, output, logs, debugging, {@link #recycleAbove}. {@link ProcessPool#invite} is refused.
     *   <li>Everything else is as between processes: numbers of workers, spares, {@link #maxTasksPerChild}, initializer and
     *       finalizer, all limits of time, {@link #maxFrameBytes}, {@link #allowResults}. A signal is an interrupt here.
     * </ul>
     *
     * @return this
     */
    public PoolBuilder inProcess() {
        inProcess = true;
        return this;
    }

    /**
     * The largest frame, and so the largest argument or result. Default: 128 MiB.
     *
     * @param bytes from 1024
     * @return this
     */
    public PoolBuilder maxFrameBytes(int bytes) {
        maxFrameBytes = ChannelOptions.defaults().withMaxFrameBytes(bytes).maxFrameBytes();
        return this;
    }

    /**
     * The largest heap of each worker. Default: 1 GiB, or half of the memory that this JVM may use shared by the
     * workers, whichever is less.
     *
     * @param bytes from 2 MiB, which is the least that a JVM takes, and too little for some garbage collectors; 0 for the
     *     default
     * @return this
     */
    public PoolBuilder maxHeapBytes(long bytes) {
        worker.maxHeapBytes(bytes);
        maxHeapBytes = bytes;
        return this;
    }

    /**
     * Adds options to each worker's JVM, behind those that are inherited and those of the system property {@value
     * ChildSpec#JVM_OPTIONS_PROPERTY}, which are for all children.
     *
     * @param options one option an element, for instance {@code -XX:+UseParallelGC}: an element is not split at its spaces,
     *     which a value may have
     * @return this
     * @throws IllegalArgumentException if one of them says what runs, or with which class path, as {@code -jar} and {@code
     *     -cp} do: see {@link #classPath}; or if with one of them Java runs no program, as with {@code -version}
     */
    public PoolBuilder jvmOptions(String... options) {
        worker.jvmOptions(Arrays.asList(Objects.requireNonNull(options, "jvmOptions is null")));
        return this;
    }

    /**
     * Adds a variable to each worker's environment.
     *
     * @param name its name, without {@code =}
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the system knows no such names or values
     */
    public PoolBuilder environment(String name, String value) {
        worker.environment(Map.of(
                Objects.requireNonNull(name, "the name of a variable is null"),
                Objects.requireNonNull(value, () -> "the value of the variable " + name + " is null")));
        return this;
    }

    /**
     * The workers' current folder. Default: this process's own.
     *
     * @param folder an existing folder
     * @return this
     */
    public PoolBuilder directory(Path folder) {
        worker.directory(folder);
        return this;
    }

    /**
     * The JDK or JRE that runs the workers. Default: this process's own.
     *
     * @param folder its home, which holds {@code bin/java}
     * @return this
     */
    public PoolBuilder javaHome(Path folder) {
        worker.javaHome(folder);
        return this;
    }

    /**
     * The workers' whole class path. Default: this process's own, as far as it can be told. It must hold the classes of
     * all functions, arguments and results, and your own codecs; Procession's jars, those of the transport included, are
     * added where they are missing.
     *
     * @param entries jars and folders, in order
     * @return this
     */
    public PoolBuilder classPath(List<Path> entries) {
        worker.classPath(entries);
        return this;
    }

    /**
     * Who gets the lines that workers print. Default: this process's standard error, each line after the worker's name.
     *
     * @param listener called on a thread of the pool
     * @return this
     */
    public PoolBuilder output(OutputListener listener) {
        worker.output(listener);
        return this;
    }

    /**
     * Who gets what workers log by SLF4J or {@code java.util.logging}. Default: {@link LogListener#toOwnLoggers()}, the
     * loggers of this process.
     *
     * @param listener called by the thread that relays a worker's output, one per worker
     * @return this
     */
    public PoolBuilder onLog(LogListener listener) {
        worker.logs(listener);
        return this;
    }

    /**
     * From which level on workers log. Default: the level of this process's root logger if the records go to this process's
     * loggers, else {@code INFO}.
     *
     * @param level the lowest level that is logged
     * @return this
     */
    public PoolBuilder logLevel(System.Logger.Level level) {
        return logLevel("", level);
    }

    /**
     * From which level on one logger of the workers logs, and those below it.
     *
     * @param logger the logger's name; empty for the root
     * @param level the lowest level that is logged
     * @return this
     */
    public PoolBuilder logLevel(String logger, System.Logger.Level level) {
        worker.logLevel(logger, level);
        return this;
    }

    /**
     * Accepts results of further classes. Without it, results may be made of the JDK's value types and of classes that
     * come from the same jar or folder as a function given to this pool.
     *
     * @param pattern a class name, or a package and all below it as {@code com.example.**}
     * @return this
     * @throws IllegalArgumentException if it is neither
     */
    public PoolBuilder allowResults(String pattern) {
        ClassFilter.builder().allow(Objects.requireNonNull(pattern, "the pattern of allowResults is null"));
        allowedResults.add(pattern);
        return this;
    }

    /**
     * After how long {@link ProcessPool#close()} becomes {@link ProcessPool#terminate()}. Default: it waits as long as it
     * takes.
     *
     * @param limit how long, not negative
     * @return this
     */
    public PoolBuilder closeTimeout(Duration limit) {
        if (Objects.requireNonNull(limit, "closeTimeout is null").isNegative()) {
            throw new IllegalArgumentException(
                    "closeTimeout is " + limit
                            + ", it cannot be negative; leave it out to wait for all tasks, or say Duration.ZERO to wait for none");
        }
        closeTimeout = limit;
        return this;
    }

    /**
     * How long a worker may take from its launch until it can take tasks, its initializer included. Default: 60 s, and a
     * day where workers wait for a debugger. For a worker that joins, the time of its initializer alone.
     *
     * @param limit how long, more than zero and at most 365 days
     * @return this
     */
    public PoolBuilder startTimeout(Duration limit) {
        startTimeout = positive("startTimeout", limit);
        return this;
    }

    /**
     * Whether a debugger can attach to the workers, each on a port of its own. Default: {@link DebugMode#byDefault()}.
     *
     * @param mode the mode
     * @return this
     */
    public PoolBuilder debug(DebugMode mode) {
        worker.debug(mode);
        return this;
    }

    private Duration startTimeout(ChildSpec spec) {
        if (startTimeout != null) {
            return startTimeout;
        }
        return spec.debug() == DebugMode.SUSPEND ? DEBUGGED_START : START;
    }

    /**
     * What each worker runs once, before its first task and on the thread that will run its tasks: to load a native library,
     * fill a cache, set up what is bound to the thread. Workers that replace others run it too, and those that join.
     *
     * <ul>
     *   <li>It is encoded once, by {@link #build()}, and decoded anew in each worker.
     *   <li>A worker in which it throws, or which dies of it, takes no tasks; another one is started. When three in a row
     *       have failed and none has ever succeeded, the pool gives up: all tasks, waiting and to come, fail with a {@link
     *       dev.procession.core.error.LaunchException} whose cause is what the initializer threw, with its remote stack
     *       trace.
     *   <li>Its time is part of {@link #startTimeout}; when that is over, the worker is ended, and the error's message holds the
     *       stack of the thread that runs the initializer.
     *   <li>It may build a pool of its own, within the depth to which pools may be nested.
     * </ul>
     *
     * @param work what to run
     * @return this
     */
    public PoolBuilder initializer(RemoteRunnable work) {
        Objects.requireNonNull(work, "the initializer is null");
        hooks = hooks.initializedBy(Hook.of(INITIALIZER, work, Shape.RUNNABLE));
        return this;
    }

    /**
     * The same with an argument.
     *
     * @param work what to run
     * @param argument what it is given, encoded once
     * @param <A> the argument's type
     * @return this
     */
    public <A extends @Nullable Object> PoolBuilder initializer(RemoteConsumer<? super A> work, A argument) {
        Objects.requireNonNull(work, "the initializer is null");
        hooks = hooks.initializedBy(Hook.of(INITIALIZER, work, Shape.CONSUMER, argument));
        return this;
    }

    /**
     * What each worker runs after its last task, on the thread that ran its tasks, when it ends in order: by {@link
     * ProcessPool#close()}, or because the pool lets it go. Not by {@link ProcessPool#terminate()}, nor when it dies. What it
     * throws is logged, and changes nothing.
     *
     * @param work what to run
     * @return this
     */
    public PoolBuilder finalizer(RemoteRunnable work) {
        Objects.requireNonNull(work, "the finalizer is null");
        hooks = hooks.finalizedBy(Hook.of(FINALIZER, work, Shape.RUNNABLE));
        return this;
    }

    /**
     * The same with an argument.
     *
     * @param work what to run
     * @param argument what it is given, encoded once
     * @param <A> the argument's type
     * @return this
     */
    public <A extends @Nullable Object> PoolBuilder finalizer(RemoteConsumer<? super A> work, A argument) {
        Objects.requireNonNull(work, "the finalizer is null");
        hooks = hooks.finalizedBy(Hook.of(FINALIZER, work, Shape.CONSUMER, argument));
        return this;
    }

    /**
     * How long a finalizer may take before its worker is ended by a signal. Default: 10 s.
     *
     * @param limit how long, more than zero and at most 365 days
     * @return this
     */
    public PoolBuilder finalizerTimeout(Duration limit) {
        hooks = hooks.withTimeout(positive("finalizerTimeout", limit));
        return this;
    }

    private static Duration positive(String name, Duration limit) {
        if (Objects.requireNonNull(limit, () -> name + " is null").isNegative()
                || limit.isZero()
                || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + limit + ", it must be more than zero and at most " + LONGEST.toDays() + " days");
        }
        return limit;
    }

    /**
     * How long a task may go on that was told to stop and interrupted, because its future was cancelled or completed by its
     * holder or its time is up, before its worker is asked to end (SIGTERM). Default: 1 s.
     *
     * @param limit how long, from zero to 365 days
     * @return this
     */
    public PoolBuilder cancelGrace(Duration limit) {
        graces = new Graces(notNegative(limit, "cancelGrace"), graces.kill());
        return this;
    }

    /**
     * How long a worker may take, that was asked to end because of a task that did not stop, before it is killed: the time
     * for its shutdown hooks. Default: 1 s.
     *
     * @param limit how long, from zero to 365 days
     * @return this
     */
    public PoolBuilder killGrace(Duration limit) {
        graces = new Graces(graces.cancel(), notNegative(limit, "killGrace"));
        return this;
    }

    private static Duration notNegative(Duration limit, String option) {
        if (Objects.requireNonNull(limit, () -> option + " is null").isNegative() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + limit + ", it must lie between zero and " + LONGEST.toDays() + " days");
        }
        return limit;
    }

    /**
     * Starts the pool. Its workers start in the background; tasks may be given at once.
     *
     * @return the running pool, to be closed
     * @throws dev.procession.core.error.EncodingException if the initializer or finalizer cannot be sent; the message names
     *     the field
     * @throws IllegalArgumentException if the Java home, the folder or an entry of the class path is not there
     * @throws dev.procession.core.error.TransportException if the transport is unknown or cannot work here
     * @throws dev.procession.core.error.ProcessionException with code {@code SPAWN_BOMB} in a worker that is decoding a
     *     task or initialising a class
     */
    public ProcessPool build() {
        SpawnGuard.check("a process pool");
        ClassLoader loader = contextLoader();
        int count = staffing.most() == 0 ? defaultProcesses() : staffing.most();
        if (inProcess) {
            ChildSpec thread = ChildSpec.builder("worker", WorkerSetup.PROGRAM)
                    .classLoader(loader)
                    .build();
            return WorkerPool.start(
                    settings(count, Duration.ZERO, thread, thread), new MemoryTransport(), new InProcessWorkplace());
        }
        TransportProvider chosen = chosen(loader);
        ChildSpec plain = worker(count + staffing.spares(), chosen, loader);
        Archives archives = new Archives(plain, chosen);
        Optional<Archive> archive = archives.find();
        PoolSettings settings = settings(
                count, spin(count, chosen), archive.isPresent() ? archived(archive.get(), plain) : plain, plain);
        WorkerPool pool = WorkerPool.start(settings, chosen, LocalLauncher.shared());
        if (archive.isEmpty() && provider == null) { // one with options of its own may do more than carry frames
            archives.makeLater(pool);
        }
        return pool;
    }

    private PoolSettings settings(int count, Duration spin, ChildSpec worker, ChildSpec plain) {
        Staffing staff = staffing.most() == 0 ? staffing.between(count, count) : staffing;
        return new PoolSettings(
                inProcess ? staff.withRecycleAbove(Long.MAX_VALUE) : staff,
                new ChannelOptions(maxFrameBytes, ChannelOptions.defaults().maxQueuedBytes(), spin),
                worker,
                plain,
                List.copyOf(allowedResults),
                closeTimeout,
                startTimeout(plain),
                hooks,
                graces,
                Purpose.USE);
    }

    /** The archives for the workers of such a pool. */
    Archives archives() {
        SpawnGuard.check("a process that makes a start-up archive");
        ClassLoader loader = contextLoader();
        TransportProvider chosen = chosen(loader);
        return new Archives(worker(1, chosen, loader), chosen);
    }

    /**
     * Where each worker and this process have a processor of their own, a reader may spin; anywhere else it takes one away. But where
     * readers are those who wait, they have nothing else to do with theirs, and one for the other side is enough.
     */
    private static Duration spin(int workers, TransportProvider transport) {
        boolean waitersRead = transport.traits().contains(TransportProvider.Trait.WAITER_READS);
        int busy = waitersRead ? 1 : workers;
        Duration most = waitersRead ? WAITERS_SPIN : SPIN;
        return busy + 1 > Runtime.getRuntime().availableProcessors() ? Duration.ZERO : most;
    }

    private TransportProvider chosen(ClassLoader loader) {
        TransportProvider given = provider;
        if (given == null) {
            return Transports.choose(transport, loader);
        }
        given.unavailableBecause().ifPresent(reason -> {
            throw new TransportException("the transport \"" + given.name() + "\" cannot work here: " + reason);
        });
        return given;
    }

    /** May be called again, for another pool: what is left to its default is told anew each time. */
    private ChildSpec worker(int count, TransportProvider chosen, ClassLoader loader) {
        ChildSpec spec = worker.maxHeapBytes(maxHeapBytes != 0 ? maxHeapBytes : LocalLauncher.defaultHeapBytes(count))
                .classLoader(loader)
                .needs(PoolBuilder.class, chosen.getClass())
                .build();
        spec.javaHome().ifPresent(PoolBuilder::checkJavaHome);
        spec = worker.programOptions(chosen.childOptions(javaVersion(spec)))
                .classPathFirst(List.of())
                .build();
        spec.directory().ifPresent(PoolBuilder::checkDirectory);
        spec.requireClassPath();
        return spec;
    }

    private ChildSpec archived(Archive archive, ChildSpec plain) {
        List<String> options = new ArrayList<>(plain.programOptions());
        options.addAll(archive.options(javaVersion(plain)));
        return worker.programOptions(options).classPathFirst(archive.jars()).build();
    }

    private static int javaVersion(ChildSpec spec) {
        return JavaHome.featureVersion(spec.javaHome().orElse(null));
    }

    private static void checkJavaHome(Path home) {
        if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
            throw new IllegalArgumentException("javaHome is " + home.toAbsolutePath()
                    + ", which has no bin/java that can be run: name the folder of a JDK or JRE that has");
        }
    }

    private static void checkDirectory(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("directory is " + folder.toAbsolutePath()
                    + ", which is no folder: make it first, or name one that is there");
        }
    }

    private static int defaultProcesses() {
        return SpawnGuard.depth() > 0 ? 1 : Runtime.getRuntime().availableProcessors();
    }

    private static ClassLoader contextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }
}
