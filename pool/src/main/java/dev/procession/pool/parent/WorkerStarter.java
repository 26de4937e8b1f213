package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.WorkerLauncher;
import dev.procession.core.launch.WorkerLauncher.LinkToBe;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.Hello;
import dev.procession.pool.protocol.WorkerSetup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Starts one worker: launches its process, connects its channel, greets it. Blocks, within the start timeout. */
final class WorkerStarter implements Starter {
    /** How long a worker whose start has failed may take to end. */
    private static final long ENDING_MILLIS = 1_000;

    private final PoolSettings settings;
    private final TransportProvider provider;
    private final WorkerLauncher launcher;
    private final PoolEngine engine;
    private final Hello own;
    private volatile ChildSpec spec;
    private volatile boolean refused;

    /** Then there was memory for the heap that was asked for, and there may be again. */
    private volatile boolean hasStarted;

    WorkerStarter(PoolSettings settings, TransportProvider provider, WorkerLauncher launcher, PoolEngine engine) {
        this.settings = settings;
        this.provider = provider;
        this.launcher = launcher;
        this.engine = engine;
        spec = settings.worker();
        own = Hello.ofThisProcess(engine.codecs(), settings.channel().maxFrameBytes());
    }

    @Override
    public Worker start(WorkerSlot slot, Ledger ledger, Consumer<ChildHandle> launched) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        ChannelOptions options = settings.channel();
        LinkToBe launchLink = launcher.prepareLink();
        try (TransportProvider.Acceptor acceptor = provider.open(options, launchLink)) {
            WorkerSetup setup = new WorkerSetup(
                    provider.getClass().getName(),
                    acceptor.address(),
                    options,
                    slot.ledgerPath(),
                    engine.codecs().classNames());
            ChildHandle child = launcher.launch(spec.with(slot.name(), setup.write()), launchLink);
            launched.accept(child);
            WorkerLink link = new WorkerLink(child, own, ledger, engine);
            try {
                child.exit().thenRun(acceptor::close);
                Channel channel = acceptor.accept(link.listener(), left(deadline));
                link.open(channel, provider.traits());
                greet(child, link, deadline);
                hasStarted = true;
                refused = false;
                return new Worker(slot, child, link, ledger, System.nanoTime());
            } catch (ProcessionException e) {
                boolean inTime = System.nanoTime() < deadline;
                throw abandon(child, link, new FailedStart(Worker.label(child), settings, inTime, e));
            } catch (InterruptedException e) {
                child.kill();
                link.close();
                throw e;
            }
        }
    }

    /** Whether a worker's JVM has refused its options: no further attempt changes that. */
    @Override
    public boolean isRefused() {
        return refused;
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private void greet(ChildHandle child, WorkerLink link, long deadline) throws InterruptedException {
        CompletableFuture<Void> answered = CompletableFuture.anyOf(
                        link.hello(), link.ended(), child.exit().toCompletableFuture())
                .thenApply(any -> null);
        try {
            answered.get(left(deadline).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LaunchException("it said nothing");
        } catch (ExecutionException e) {
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, "its channel failed", e.getCause());
        }
        if (!link.hello().isDone()) {
            throw new LaunchException(link.ended().getNow("its process ended"));
        }
    }

    /** Ends what was half started; a worker that is about to end by itself is left the time to say why. */
    private LaunchException abandon(ChildHandle child, WorkerLink link, FailedStart failed)
            throws InterruptedException {
        boolean endedByItself = failed.inTime() && awaitExit(child);
        child.kill();
        link.close();
        DeathCertificate certificate = awaitExit(child) ? child.certificate("") : null;
        ChildSpec plain = settings.plainWorker();
        refused |= endedByItself
                && ((spec.equals(plain) && FailedStart.refusedOptions(certificate))
                        || (!hasStarted && FailedStart.refusedHeap(certificate)));
        spec = plain; // whatever was wrong, it was not this that helped: JVMs have crashed of damaged archives
        return failed.explain(endedByItself, certificate);
    }

    private static boolean awaitExit(ChildHandle child) throws InterruptedException {
        try {
            child.exit().toCompletableFuture().get(ENDING_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
