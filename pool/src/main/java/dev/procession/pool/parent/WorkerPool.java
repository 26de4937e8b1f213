package dev.procession.pool.parent;

import dev.procession.core.channel.TransportProvider;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.LaunchException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.pool.PoolClosedException;
import dev.procession.pool.PoolStatistics;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteExecutorService;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool of worker processes: puts the parts together and takes them apart again. */
public final class WorkerPool extends TaskCalls implements ProcessPool {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** How often a close that takes long says what it waits for. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    /** How long futures may take to get the outcomes that are there; callbacks that block on all threads hold them up. */
    private static final Duration HAND_OVER = Duration.ofSeconds(5);

    /** The most workers of one pool; more JVMs than this on one machine is a mistake in the unit. */
    public static final int MOST_PROCESSES = 1024;

    /** How long workers that were killed may take to die. */
    private static final Duration KILL = Duration.ofSeconds(5);

    private static final String NO_MORE =
            " and accepts no more tasks: build another pool, or close this one after its last task";

    private final String name;
    private final PoolSettings settings;
    private final String transport;
    private final Workplace workplace;
    private final TransportProvider provider;
    private final Places places;
    private final Roster roster;
    private final Census census;
    private final Farewell farewell;
    private final ExitNotice exitNotice;
    private final Set<PoolExecutor> executors =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final AtomicInteger invited = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger endings = new AtomicInteger();
    private volatile @Nullable LaunchException broken;
    private volatile boolean closing;

    private WorkerPool(
            String name, PoolSettings settings, PoolEngine engine, TransportProvider provider, Workplace workplace) {
        super(engine, TaskOptions.defaults());
        this.name = name;
        this.settings = settings;
        this.workplace = workplace;
        workplace.classes(engine.packer().classes());
        transport = provider.name();
        exitNotice = new ExitNotice(name, engine.open()::count, () -> closing);
        this.provider = provider;
        Starter starter = new WorkerStarter(settings, provider, workplace.launcher(), engine);
        places = new Places(number -> {
            String worker = name + "-worker-" + number;
            return new WorkerSlot(number, worker, starter, workplace.ledger(worker));
        });
        census = new Census(name, places, engine.tally());
        farewell = new Farewell(engine, settings.hooks().finalizerTimeout(), settings.purpose());
        roster = new Roster(places, settings, farewell, engine, this::broken);
    }

    /**
     * Starts a pool.
     *
     * @param settings what it is to be
     * @param provider its transport
     * @param launcher what launches its workers
     * @return the running pool
     */
    public static WorkerPool start(PoolSettings settings, TransportProvider provider, LocalLauncher launcher) {
        return start(settings, provider, Workplace.processes(launcher));
    }

    /**
     * Starts a pool.
     *
     * @param settings what it is to be
     * @param provider its transport
     * @param workplace where its workers live, for this pool alone; closed if there is no pool
     * @return the running pool
     */
    public static WorkerPool start(PoolSettings settings, TransportProvider provider, Workplace workplace) {
        WorkerPool pool = null;
        try {
            pool = make(settings, provider, workplace);
        } finally {
            if (pool == null) {
                workplace.close();
            }
        }
        if (settings.purpose() != Purpose.TRAINING) {
            pool.exitNotice.post();
        }
        pool.roster.open();
        return pool;
    }

    private static WorkerPool make(PoolSettings settings, TransportProvider provider, Workplace workplace) {
        boolean training = settings.purpose() == Purpose.TRAINING;
        String name = training ? "archive" : "pool-" + NUMBER.incrementAndGet();
        Codecs codecs = Codecs.load(Thread.currentThread().getContextClassLoader());
        ClassFilter.Builder filter = ClassFilter.builder();
        settings.allowedResults().forEach(filter::allow);
        Damage damage = new Damage();
        PoolThreads threads = new PoolThreads("procession-" + name, damage);
        OpenTasks open = new OpenTasks();
        TaskTally tally = new TaskTally();
        TaskPacker packer = new TaskPacker(
                codecs,
                new FunctionCatalog(codecs, filter.build()),
                settings.channel().maxFrameBytes());
        PoolEngine engine = new PoolEngine(
                codecs,
                packer,
                new Dispatcher(open, new StallWatch(threads.keepers()), tally, damage),
                open,
                new OpenMaps(),
                new CompletionQueue(threads.callbacks(), damage),
                threads,
                damage,
                Errands.pack(settings.hooks(), packer),
                new LimitWatch(threads.keepers()),
                settings.graces(),
                tally,
                new AtomicInteger(settings.staffing().most()));
        engine.dispatcher().seats(engine.processes()::get);
        WorkerPool pool = new WorkerPool(name, settings, engine, provider, workplace);
        threads.watch(pool::look);
        return pool;
    }

    /**
     * Checks a number of workers.
     *
     * @param count how many
     * @return the same
     */
    public static int checkedProcesses(int count) {
        if (count < 1 || count > MOST_PROCESSES) {
            throw new IllegalArgumentException("processes is " + count + ", it must lie between 1 and " + MOST_PROCESSES
                    + "; a pool that may shrink to none is given two numbers, 0 and the most");
        }
        return count;
    }

    /**
     * Checks two numbers of workers.
     *
     * @param fewest how many at least
     * @param most how many at the most
     */
    public static void checkProcesses(int fewest, int most) {
        int greatest = checkedProcesses(most);
        if (fewest < 0 || fewest > greatest) {
            throw new IllegalArgumentException(
                    "the fewest processes are " + fewest + ", they must lie between 0 and the most, which are " + most);
        }
    }

    /**
     * Checks that the system tells how much memory workers hold.
     *
     * @throws UnsupportedOperationException if it does not
     */
    public static void requireMemoryFigures() {
        SystemMemory.HERE.requireTold();
    }

    @Override
    public Tasks with(TaskOptions options) {
        return new TaskCalls(engine(), Objects.requireNonNull(options, "the task options are null"));
    }

    @Override
    public RemoteExecutorService asExecutorService() {
        PoolExecutor executor = new PoolExecutor(name, engine(), TaskTerms.DEFAULTS);
        executors.add(executor);
        if (isOver()) {
            executor.refuseAll(refusal());
        }
        return executor;
    }

    private void closeExecutors() {
        executors().forEach(executor -> executor.refuseAll(refusal()));
    }

    private List<PoolExecutor> executors() {
        synchronized (executors) {
            return List.copyOf(executors);
        }
    }

    /** What an executor says to whom it refuses. */
    private RejectedExecutionException refusal() {
        LaunchException reason = broken;
        return reason == null
                ? new RejectedExecutionException(name + " is closed" + NO_MORE)
                : new RejectedExecutionException(
                        name + " has given up and accepts no more tasks: " + reason.getMessage(), reason);
    }

    @Override
    public int processes() {
        return engine().processes().get();
    }

    @Override
    public void resize(int fewest, int most) {
        checkProcesses(fewest, most);
        engine().dispatcher().requireOpen();
        roster.turnover().resize(fewest, most);
    }

    @Override
    public PoolStatistics statistics() {
        return census.take();
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public String invite(String address, Path file) throws IOException {
        Objects.requireNonNull(file, "the invitation's file is null");
        engine().dispatcher().requireOpen();
        JoinStarter starter =
                new JoinStarter(provider, Objects.requireNonNull(address, "the address is null"), settings, engine());
        boolean placed = false;
        try {
            starter.invitation().writeNew(file);
            placed = roster.add(joinedPlace(starter));
        } finally {
            if (!placed) {
                starter.close();
            }
        }
        if (!placed) {
            throw new PoolClosedException("the pool was closed while it wrote the invitation " + file);
        }
        return starter.invitation().address();
    }

    private WorkerSlot joinedPlace(JoinStarter starter) {
        int number = invited.incrementAndGet();
        return new WorkerSlot(number, name + "-joined-" + number, starter, LedgerPlace.UNSHARED);
    }

    /**
     * Whether it has workers and goes on.
     *
     * @return false before the first worker has reported, and once the pool closes or has given up
     */
    public boolean isAtWork() {
        return !closing && broken == null && roster.hasReported();
    }

    /**
     * Whether it has ended, or is about to.
     *
     * @return true once the pool closes or has given up
     */
    public boolean isOver() {
        return closing || broken != null;
    }

    private void broken(LaunchException reason) {
        broken = reason;
        closeExecutors();
        drop(reason);
    }

    /** Fails all that no worker has, now and later. */
    private void drop(RuntimeException reason) {
        engine().dispatcher().drop(reason);
        engine().maps().stop(reason);
        engine().completions().kick();
    }

    /** Looks after itself and its workers; every now and then, on the pool's watch. */
    private void look() {
        try {
            engine().dispatcher().resume();
            engine().completions().look();
            roster.look();
        } finally {
            Error cause = engine().damage().cause;
            if (cause != null) {
                endDamaged(cause);
            }
        }
    }

    /** Nobody knows what is left of the pool: it ends, and all that is open fails. May be called again where that fails. */
    private void endDamaged(Error cause) {
        PoolClosedException reason = damaged(cause);
        closing = true;
        endings.incrementAndGet();
        closeExecutors();
        drop(reason);
        engine().open().abandon();
        executors().forEach(PoolExecutor::endAll);
        endWorkers(true);
        release();
        PoolLog.log(settings.purpose().trouble(), String.valueOf(reason.getMessage()));
    }

    private PoolClosedException damaged(Error cause) {
        return new PoolClosedException(
                name + " has ended itself: an error of this JVM, " + cause
                        + ", has cut off the pool's own bookkeeping, so that nobody knows which tasks it has lost; those that"
                        + " were open may have run, or not. Give this JVM more of what it lacks, and build another pool",
                cause);
    }

    @Override
    public void close() {
        closing = true;
        closeExecutors();
        engine().dispatcher().close(new PoolClosedException(name + " is closed" + NO_MORE));
        boolean interrupted = false;
        try {
            if (awaitTasks()) {
                end(false);
                return;
            }
            PoolLog.log(
                    settings.purpose().trouble(),
                    name + " has been closing for its closeTimeout, " + settings.closeTimeout() + ": it drops "
                            + openTasks() + " and kills its workers" + places.running());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        terminate();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitTasks() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(settings.closeTimeout());
        while (true) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            Duration turn = left.compareTo(REPORT_EVERY) < 0 ? left : REPORT_EVERY;
            if (engine().open().awaitNone(turn)) {
                return true;
            }
            if (turn.equals(left)) {
                return false;
            }
            PoolLog.log(
                    System.Logger.Level.INFO,
                    name + " is closing and waits for " + openTasks() + "; terminate() would not wait"
                            + places.running());
        }
    }

    @Override
    public void terminate() {
        closing = true;
        closeExecutors();
        engine().dispatcher().close(new PoolClosedException(name + " was terminated" + NO_MORE));
        drop(EncodedOutcome.terminated());
        end(true);
    }

    /** Ends the workers, gives everything back. The first call does it; the others wait for it. */
    private void end(boolean now) {
        if (endings.getAndIncrement() == 0) {
            try {
                endWorkers(now);
            } finally {
                release();
            }
        } else if (now) {
            roster.kill();
        }
        awaitEnd();
    }

    /** Bounded in time; an interrupt is kept for later, since half an end would leave tasks unsettled. */
    private void endWorkers(boolean now) {
        if (!now) {
            roster.shutDown();
            if (places.awaitEmpty(farewell.limit())) {
                return;
            }
            places.children().forEach(ChildHandle::terminate);
            if (places.awaitEmpty(Farewell.TERM)) {
                return;
            }
        }
        roster.kill();
        if (!places.awaitEmpty(KILL)) {
            PoolLog.log(
                    settings.purpose().trouble(), "workers of " + name + " are still there " + KILL + " after a kill");
        }
    }

    private void release() {
        drop(EncodedOutcome.terminated());
        engine().completions().awaitHandedOver(HAND_OVER);
        Error cause = engine().damage().cause;
        if (cause != null) {
            PoolClosedException reason = damaged(cause);
            engine().dispatcher().open().forEach(sink -> sink.lost(reason));
            engine().completions().awaitHandedOver(HAND_OVER);
        }
        engine().threads().close();
        workplace.close();
        exitNotice.withdraw();
        ended.countDown();
    }

    private void awaitEnd() {
        boolean interrupted = false;
        try {
            ended.await(farewell.limit().plus(Farewell.TERM).plus(KILL).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(limit, "the limit is null"));
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public String toString() {
        return name + "[" + count(processes(), "worker") + ", transport " + transport + ", " + state() + "]";
    }

    private String state() {
        if (ended.getCount() == 0) {
            return "closed";
        }
        return (closing ? "closing, " : broken != null ? "broken, " : "open, ")
                + count(engine().open().count(), "task");
    }

    private String openTasks() {
        return count(engine().open().count(), "accepted task");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
