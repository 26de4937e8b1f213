package dev.procession.pool.parent;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
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
final class WorkerStarter {
    private final PoolSettings settings;
    private final TransportProvider provider;
    private final WorkerLauncher launcher;
    private final PoolEngine engine;
    private final Hello own;

    WorkerStarter(PoolSettings settings, TransportProvider provider, WorkerLauncher launcher, PoolEngine engine) {
        this.settings = settings;
        this.provider = provider;
        this.launcher = launcher;
        this.engine = engine;
        own = Hello.ofThisProcess(engine.codecs(), settings.channel().maxFrameBytes());
    }

    /**
     * Starts a worker.
     *
     * @param launched told of the process as soon as there is one, so that it can be killed while it starts
     * @throws LaunchException if it could not be started in time; nothing of it is left
     */
    Worker start(WorkerSlot slot, Ledger ledger, Consumer<ChildHandle> launched) throws InterruptedException {
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        ChannelOptions options = settings.channel();
        LinkToBe launchLink = launcher.prepareLink();
        try (TransportProvider.Acceptor acceptor = provider.open(options, launchLink)) {
            WorkerSetup setup = new WorkerSetup(
                    provider.getClass().getName(),
                    acceptor.address(),
                    options,
                    slot.ledgerFile().toString());
            ChildHandle child = launcher.launch(spec(slot.name(), setup), launchLink);
            launched.accept(child);
            WorkerLink link = new WorkerLink(Worker.label(child), own, engine);
            try {
                child.exit().thenRun(acceptor::close);
                Channel channel = acceptor.accept(link, left(deadline));
                link.open(channel);
                greet(child, link, deadline);
                return new Worker(slot, child, link, ledger, System.nanoTime());
            } catch (ProcessionException | InterruptedException e) {
                throw abandon(child, link, e);
            }
        }
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
            throw new LaunchException(Worker.label(child) + " did not report within " + settings.startTimeout()
                    + "; give it longer with ProcessPool.builder().startTimeout(...)");
        } catch (ExecutionException e) {
            throw new LaunchException(ErrorCode.LAUNCH_FAILED, Worker.label(child) + " failed to start", e.getCause());
        }
        if (!link.hello().isDone()) {
            throw new LaunchException(Worker.label(child) + " ended before it could take tasks: "
                    + link.ended().getNow("its process ended"));
        }
    }

    /** Ends what was half started; returns what to throw, with the reason that the process itself gave. */
    private static LaunchException abandon(ChildHandle child, WorkerLink link, Exception reason)
            throws InterruptedException {
        child.kill();
        link.close();
        if (reason instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        String certificate = "";
        try {
            child.exit().toCompletableFuture().get(1, TimeUnit.SECONDS);
            String tail = child.certificate("").outputTail();
            certificate = tail.isBlank() ? "" : "; it printed: " + tail.strip();
        } catch (ExecutionException | TimeoutException e) {
            reason.addSuppressed(e);
        }
        return new LaunchException(ErrorCode.LAUNCH_FAILED, reason.getMessage() + certificate, reason);
    }

    private ChildSpec spec(String name, WorkerSetup setup) {
        ChildSpec.Builder spec = ChildSpec.builder(name, WorkerSetup.PROGRAM)
                .payload(setup.write())
                .daemon(true)
                .jvmOptions(settings.jvmOptions())
                .maxHeapBytes(heap())
                .environment(settings.environment())
                .classPath(settings.classPath())
                .classLoader(Thread.currentThread().getContextClassLoader());
        if (settings.directory() != null) {
            spec.directory(settings.directory());
        }
        if (settings.javaHome() != null) {
            spec.javaHome(settings.javaHome());
        }
        if (settings.output() != null) {
            spec.output(settings.output());
        }
        return spec.build();
    }

    private long heap() {
        return settings.maxHeapBytes() != 0
                ? settings.maxHeapBytes()
                : LocalLauncher.defaultHeapBytes(settings.processes());
    }
}
