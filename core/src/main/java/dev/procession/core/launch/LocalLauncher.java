package dev.procession.core.launch;

import dev.procession.core.launch.internal.Nursery;
import dev.procession.core.launch.internal.command.ChildClassPath;
import dev.procession.core.launch.internal.command.ChildCommand;
import dev.procession.core.launch.internal.command.InheritedOptions;
import dev.procession.core.launch.internal.command.MemoryLimit;
import dev.procession.core.launch.internal.link.ParentLink;
import dev.procession.core.launch.internal.spare.SparePool;
import dev.procession.core.launch.internal.supervise.ControlGroup;
import dev.procession.core.launch.internal.supervise.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts children on this machine, on Linux and macOS.
 *
 * <ul>
 *   <li>A child inherits {@code -D} and the other options of the command line that decide what code means, the
 *       environment and the working directory; not heap, collector, debugger, agents, JMX or log files.
 *   <li>What anybody prints in a child goes to its {@link ChildSpec#output() listener}; nothing printed can touch its link.
 *   <li>When this JVM ends, even by {@code kill -9}, its children are gone within two seconds, and so are their
 *       subprocesses, unless those cleared their environment.
 * </ul>
 *
 * Thread-safe.
 */
public final class LocalLauncher implements WorkerLauncher {
    private static final LocalLauncher SHARED = new LocalLauncher();

    private final Run run = new Run(ChildCommand.setsid());
    private final Nursery nursery = new Nursery(run);
    private final SparePool spares = new SparePool(nursery);
    private final List<Runnable> beforeShutdown = new CopyOnWriteArrayList<>();

    private LocalLauncher() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "procession-shutdown"));
        } catch (IllegalStateException shuttingDown) {
            run.refuse();
        }
    }

    private void shutDown() {
        try {
            beforeShutdown.forEach(Runnable::run);
        } finally {
            nursery.shutDown();
        }
    }

    /**
     * Has something done when this JVM ends, as in a shutdown hook, but before its children are ended.
     *
     * @param deed what to do. The children's end waits for it, so it must not block
     */
    public void beforeShutdown(Runnable deed) {
        beforeShutdown.add(deed);
    }

    /**
     * This JVM's launcher.
     *
     * @return the launcher, the same at every call
     */
    public static LocalLauncher shared() {
        return SHARED;
    }

    /**
     * The default for {@link ChildSpecBuilder#maxHeapBytes}.
     *
     * @param children how many children share the memory
     * @return the lesser of 1 GiB and half of the container's or machine's memory divided by the children; at least 32 MiB
     */
    public static long defaultHeapBytes(int children) {
        return MemoryLimit.heapFor(children);
    }

    /**
     * The memory that this process's container has left for it and its children.
     *
     * @return in bytes, with what the system would take back from files in its cache; empty if no control group limits it
     */
    public static OptionalLong memoryLeft() {
        return ControlGroup.OWN.memoryLeft();
    }

    /**
     * The class path that a child of this JVM would get.
     *
     * @param spec what would be launched
     * @return absolute paths of jars and folders, in order
     */
    public static List<Path> classPath(ChildSpec spec) {
        return ChildClassPath.entries(spec).stream().map(Path::of).toList();
    }

    /**
     * What each child is told as this JVM was, of the options of its command line.
     *
     * @return the options in their order, weaker than those that a {@link ChildSpec} has
     */
    public static List<String> inheritedOptions() {
        return InheritedOptions.own();
    }

    /**
     * This JVM's private folder, mode 0700, in memory where there is room. Made when first asked for; removed with the
     * last child and the last {@link #lease()}, when this JVM ends, and after its death. Put files there with mode 0600,
     * under a lease.
     *
     * @return the folder
     * @throws dev.procession.core.error.LaunchException if it cannot be made
     */
    public Path folder() {
        return run.folder();
    }

    /**
     * Keeps folder and supervisor while no child lives.
     *
     * @return the lease, to be closed
     */
    public Lease lease() {
        run.hold();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                run.release();
            }
        };
    }

    @Override
    public LinkToBe prepareLink() {
        return new ParentLink();
    }

    @Override
    public ChildHandle launch(ChildSpec spec, LinkToBe link) {
        if (!(link instanceof ParentLink own)) {
            throw new IllegalArgumentException("The link must come from this launcher's prepareLink(), not "
                    + link.getClass().getName());
        }
        own.use();
        return nursery.launch(spec, own);
    }

    /**
     * Starts a child that has no transport: from a spare if there is one for it, else as {@link #launch} does, and has a spare
     * for the next one started.
     *
     * @param spec what to start
     * @return the running child
     * @throws dev.procession.core.error.LaunchException if it cannot be started; the message says what was tried
     * @see Spares
     */
    public ChildHandle launchWarm(ChildSpec spec) {
        return spares.take(spec).orElseGet(() -> launch(spec, prepareLink()));
    }

    /**
     * Has spares for such children started in the background.
     *
     * @param spec what they are for
     * @param count how many, from 1 to {@link Spares#most()}
     */
    public void prepareSpares(ChildSpec spec, int count) {
        spares.prepare(spec, count);
    }

    SparePool spares() {
        return spares;
    }

    /** Keeps what children have in common. */
    @FunctionalInterface
    public interface Lease extends AutoCloseable {
        /** Gives it back. Idempotent. */
        @Override
        void close();
    }
}
