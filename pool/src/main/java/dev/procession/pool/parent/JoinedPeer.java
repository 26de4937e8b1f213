package dev.procession.pool.parent;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.launch.ChildHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A worker that was started by hand, as far as the pool knows it: what ends is the connection. The process behind it may
 * live on, and whatever it was running with it.
 */
final class JoinedPeer implements ChildHandle {
    private final String name;
    private final LaunchLink link;
    private final CompletableFuture<ExitStatus> gone = new CompletableFuture<>();
    private volatile long pid;
    private volatile String reason = "the pool has ended the connection";

    JoinedPeer(String name, LaunchLink link) {
        this.name = name;
        this.link = link;
    }

    /** The process has said its number, which is its own machine's. */
    void has(long processId) {
        pid = processId;
    }

    /** Nothing more will come. */
    void left(String why) {
        reason = why;
        gone.complete(ExitStatus.unknown());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public boolean isAlive() {
        return !gone.isDone();
    }

    @Override
    public LaunchLink link() {
        return link;
    }

    @Override
    public CompletionStage<ExitStatus> exit() {
        return gone;
    }

    @Override
    public DeathCertificate certificate(String task) {
        if (isAlive()) {
            throw new IllegalStateException(name + " is still connected");
        }
        return new DeathCertificate(name, pid, ExitStatus.unknown(), reason, task, "", null);
    }

    /** Ends the connection; the process is not ours to end. */
    @Override
    public void terminate() {
        kill();
    }

    @Override
    public void kill() {
        gone.complete(ExitStatus.unknown());
    }
}
