package dev.procession.pool.child;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import dev.procession.core.classes.FetchingClassLoader;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.Pulse;
import dev.procession.pool.protocol.WorkerSetup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A worker's time with its pool, from the connection to the goodbye. */
final class WorkerSession implements AutoCloseable {
    /** How long a worker that has said goodbye waits for its parent to close the channel. */
    private static final long GOODBYE_MILLIS = 1_000;

    private final Pulse pulse = new Pulse();
    private final Listening listening = new Listening();
    private final FrameSender sender = new FrameSender(listening);
    private final ParentListener parent;
    private final Channel channel;
    private final WorkerLoop loop;
    private final RunQueue queue = new RunQueue();
    private final Progress progress = new Progress(listening);
    private final Ending ending;

    private WorkerSession(String name, WorkerSetup setup, Ledger ledger, LaunchLink link, Ending ending) {
        this.ending = ending;
        ClassLoader loader = loader();
        List<String> named = setup.codecs();
        Codecs codecs = named == null ? Codecs.load(loader) : Codecs.named(named, loader);
        Hello own = Hello.ofThisProcess(codecs, setup.options().maxFrameBytes());
        RunningItem running = new RunningItem(Thread.currentThread());
        parent = new ParentListener(own, queue, running, progress, sender, pulse, ending);
        TransportProvider provider = Transports.byClassName(setup.provider(), loader);
        channel = provider.connect(setup.address(), setup.options(), link, parent);
        sender.attach(channel);
        listening.attach(channel, provider.traits());
        sender.send(own.write());
        channel.request(Integer.MAX_VALUE);
        Outbox outbox = new Outbox(ledger, sender, progress);
        int mostOutcomeBytes = setup.options().maxFrameBytes() - Protocol.FRAME_OVERHEAD_BYTES;
        ClassLoader fetching = new FetchingClassLoader(loader, parent.classes());
        Thread.currentThread().setContextClassLoader(fetching);
        TaskRunner runner = new TaskRunner(codecs, new DecodeContext(fetching, ClassFilter.trusting()));
        ProgressReporter reporter = new ProgressReporter(codecs, sender);
        CurrentItem current = new CurrentItem(running, name, reporter);
        loop = new WorkerLoop(
                new Idle(channel, provider.traits()),
                queue,
                runner,
                running,
                current,
                ledger,
                outbox,
                reporter,
                mostOutcomeBytes);
    }

    /**
     * Connects to the pool and says hello.
     *
     * @param name the worker's name, as tasks are told it
     * @throws dev.procession.core.error.ChannelException if it cannot be reached
     */
    static WorkerSession connect(String name, WorkerSetup setup, Ledger ledger, LaunchLink link, Ending ending) {
        return new WorkerSession(name, setup, ledger, link, ending);
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }

    /** Has what this process logs say which task it runs. */
    void describeTasks() {
        loop.describeTasks();
    }

    /** Shows every now and then that this worker is there, and ends it when the pool has not done so for long. */
    void keepUp() {
        Thread thread = new Thread(this::beat, "procession-pulse");
        thread.setDaemon(true);
        thread.start();
    }

    private void beat() {
        while (!parent.isShuttingDown()) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Pulse.EVERY_MILLIS));
            if (pulse.isLost() && !parent.isShuttingDown()) {
                ending.end(
                        LastWords.PARENT_LOST,
                        "nothing was heard of this worker's pool for " + Pulse.LOST_MILLIS / 1000 + " s");
            }
            boolean unused = sender.trySend(ControlMessages.ping());
        }
    }

    /** Works until the pool ends it, and says goodbye. */
    void run() {
        if (!loop.run(ending)) {
            return;
        }
        sender.send(ControlMessages.bye("shut down"));
        sender.closeOutput();
        parent.awaitGoodbye(Duration.ofMillis(GOODBYE_MILLIS));
    }

    /** Ends the session from another thread: nothing waits any more, nothing more is sent. */
    void abandon() {
        queue.close();
        loop.abandon();
        progress.end();
        channel.close();
        sender.becameWritable();
    }

    @Override
    public void close() {
        channel.close();
    }
}
