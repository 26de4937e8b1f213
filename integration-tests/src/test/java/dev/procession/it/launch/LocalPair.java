package dev.procession.it.launch;

import dev.procession.core.channel.LaunchLink;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.WorkerLauncher;
import dev.procession.testkit.LaunchedPair;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A link of the local launcher. The child is a JVM of its own; it makes the calls at its end when told by a socket. */
final class LocalPair implements LaunchedPair {
    private static final long LIMIT_SECONDS = 20;

    private final LocalLauncher launcher = LocalLauncher.shared();
    private final WorkerLauncher.LinkToBe parent = launcher.prepareLink();
    private ChildHandle handle;
    private RemoteLink child;

    @Override
    public LaunchLink parent() {
        return parent;
    }

    @Override
    public LaunchLink child() {
        if (child == null) {
            child = launch();
        }
        return child;
    }

    private RemoteLink launch() {
        LinkedBlockingQueue<String> printed = new LinkedBlockingQueue<>();
        ChildSpec spec = ChildSpec.builder("link", LinkServer.class)
                .output(line -> printed.add(line.text()))
                .build();
        handle = launcher.launch(spec, parent);
        try {
            String port = printed.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            return new RemoteLink(Integer.parseInt(String.valueOf(port)));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while the child starts", e);
        }
    }

    @Override
    public void endChild() {
        handle.kill();
        try {
            handle.exit().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the child does not end", e);
        }
    }

    @Override
    public Optional<Runnable> endParent() {
        return Optional.empty();
    }

    @Override
    public void close() {
        if (handle != null) {
            endChild();
        }
        if (child != null) {
            child.close();
        }
    }
}
