package dev.procession.pool.child;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.ControlMessages;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.Protocol;
import dev.procession.pool.protocol.WorkerSetup;
import java.nio.file.Path;
import java.time.Duration;

/** What a worker process runs: puts the pieces together, works, and says goodbye. */
public final class WorkerProgram implements ChildProgram {
    /** How long a worker that has said goodbye waits for its parent to close the channel. */
    private static final long GOODBYE_MILLIS = 1_000;

    /** Made by the launcher. */
    public WorkerProgram() {}

    @Override
    public void run(ChildContext context) throws Exception {
        WorkerSetup setup = WorkerSetup.read(context.payload());
        ClassLoader loader = loader();
        Codecs codecs = Codecs.load(loader);
        Ledger ledger = setup.ledger().isEmpty() ? Ledger.inMemory() : Ledger.open(Path.of(setup.ledger()));
        Hello own = Hello.ofThisProcess(codecs, setup.options().maxFrameBytes());
        RunQueue queue = new RunQueue();
        RunningItem running = new RunningItem(Thread.currentThread());
        Progress progress = new Progress();
        FrameSender sender = new FrameSender();
        ParentListener parent = new ParentListener(own, queue, running, progress, sender);
        TransportProvider provider = Transports.byClassName(setup.provider(), loader);
        try (Channel channel = provider.connect(setup.address(), setup.options(), context.link(), parent)) {
            sender.attach(channel);
            sender.send(own.write());
            channel.request(Integer.MAX_VALUE);
            Outbox outbox = new Outbox(ledger, sender, progress);
            int mostOutcomeBytes = setup.options().maxFrameBytes() - Protocol.FRAME_OVERHEAD_BYTES;
            TaskRunner runner = new TaskRunner(codecs, new DecodeContext(loader, ClassFilter.trusting()));
            new WorkerLoop(queue, runner, running, ledger, outbox, mostOutcomeBytes).run();
            sender.send(ControlMessages.bye("shut down"));
            sender.closeOutput();
            parent.awaitGoodbye(Duration.ofMillis(GOODBYE_MILLIS));
        }
        System.exit(0); // not by returning: threads that a task has left behind must not keep the worker
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ClassLoader.getSystemClassLoader();
    }
}
