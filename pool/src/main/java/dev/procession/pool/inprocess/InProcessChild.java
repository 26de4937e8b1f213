package dev.procession.pool.inprocess;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.ProcessContext;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.classes.ClassSource;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.ThreadChild;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.child.ThreadWorker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A worker that is a thread. What ends is the thread; one that heeds no interrupt is given up. */
final class InProcessChild implements ChildHandle {
    /** How long a task may take to heed its interrupt before its thread is given up. */
    private static final long HEED_MILLIS = 1_000;

    private final String name;
    private final LaunchLink link;
    private final ThreadWorker worker;
    private final Thread thread;
    private final CompletableFuture<ExitStatus> gone = new CompletableFuture<>();

    InProcessChild(ChildSpec spec, LaunchLink link, Ledger ledger, ClassSource classes) {
        name = spec.name();
        this.link = link;
        ChildContext context =
                new ChildContext(name, pid(), ProcessContext.current().depth() + 1, spec.payload(), link);
        worker = new ThreadWorker(context, ledger);
        thread = new Thread(() -> live(context), "procession-" + name);
        thread.setDaemon(true);
        thread.setContextClassLoader(
                new SharedClassLoader(spec.classLoader().orElse(ClassLoader.getSystemClassLoader()), classes));
    }

    void start() {
        thread.start();
    }

    private void live(ChildContext context) {
        try {
            ThreadChild.run(context, worker::run);
        } finally {
            gone.complete(worker.lastWords().isEmpty() ? ExitStatus.of(0) : ExitStatus.unknown());
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
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
            throw new IllegalStateException(name + " is still alive");
        }
        String words = worker.lastWords();
        String reason = words.isEmpty() ? "its thread has ended" : words;
        return new DeathCertificate(name, pid(), ExitStatus.unknown(), reason, task, "", null);
    }

    @Override
    public void terminate() {
        kill();
    }

    @Override
    public void kill() {
        worker.kill();
        CompletableFuture<ExitStatus> unused =
                gone.completeOnTimeout(ExitStatus.unknown(), HEED_MILLIS, TimeUnit.MILLISECONDS);
    }
}
