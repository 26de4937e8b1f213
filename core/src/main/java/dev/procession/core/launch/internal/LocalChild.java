package dev.procession.core.launch.internal;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.internal.link.ParentLink;
import dev.procession.core.launch.internal.output.HeldOutput;
import dev.procession.core.launch.internal.output.OutputRelay;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A child JVM that this JVM started, and the thread that waits for its end. */
public final class LocalChild implements ChildHandle {
    /** How long nothing of a dead child's output may arrive before it is taken to be held up. */
    private static final Duration OUTPUT_GRACE = Duration.ofMillis(200);

    /** How long the rest of a dead child's output may take while it arrives. */
    private static final Duration MOST_OUTPUT = Duration.ofSeconds(3);

    /** When nobody else holds the child's output, its end comes with the child's own. */
    private static final Duration UNHELD_OUTPUT = Duration.ofMillis(20);

    private static final System.Logger LOG = System.getLogger("dev.procession.core.launch");

    private volatile ChildSpec spec;
    private final Process process;
    private final ParentLink link;
    private final @Nullable OutputStream input;
    private final OutputRelay relay;
    private final @Nullable HeldOutput held;
    private final Aftermath aftermath;
    private final AtomicReference<@Nullable Notes> notes = new AtomicReference<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final CompletionStage<ExitStatus> exitStage = exit.minimalCompletionStage();

    /**
     * What an ended child left for its launcher.
     *
     * @param hasBegun whether its JVM came so far as to run anything of ours
     * @param thrown what its program threw, in words; empty if it had no memory left
     *     to say so; null if it threw nothing
     * @param killedForMemory whether the kernel most likely killed it for memory
     */
    record Notes(boolean hasBegun, @Nullable String thrown, boolean killedForMemory) {}

    /** What a child is to its launcher. */
    enum Kind {
        /** It runs what it was launched for. */
        CHILD,
        /** It waits to be told what it is. */
        SPARE
    }

    /** What is done around a child's life beside waiting for it. */
    interface Aftermath {
        /** On the watching thread, before it waits. */
        void started(LocalChild child);

        /** Whether the child's JVM is still on its way to its program. */
        boolean isStarting(LocalChild child);

        /** Kills the descendants that the ended child left; at most once, by any thread. */
        void killDescendants(LocalChild child);

        /** What the ended child left; nothing once {@link #ended} was called. */
        Notes notes(LocalChild child, ExitStatus status);

        /** On the watching thread, last. */
        void ended(LocalChild child);
    }

    LocalChild(
            ChildSpec spec,
            Process process,
            ParentLink link,
            @Nullable OutputStream input,
            Kind kind,
            Aftermath aftermath) {
        this.spec = spec;
        this.process = process;
        this.link = link;
        this.input = input;
        this.aftermath = aftermath;
        held = kind == Kind.SPARE ? new HeldOutput() : null;
        relay = new OutputRelay(
                spec.name(), process.pid(), process.getErrorStream(), held == null ? spec.output() : held, spec.logs());
    }

    /**
     * Hands a ticket over, before the link is used.
     *
     * @param ticket at most a page, so that this does not wait
     * @return false if the child has ended; its exit code and its output say more than the failure of a write
     */
    boolean tell(byte[] ticket) {
        try {
            OutputStream out = process.getOutputStream();
            out.write(ticket);
            out.flush();
            return true;
        } catch (IOException alreadyDead) {
            return false;
        }
    }

    /** Joins the link to the process, which has been given its ticket. */
    void attach() {
        link.attach(process);
    }

    /** Starts the two threads. The watching one keeps this JVM alive if the child is not a daemon. */
    void watch() {
        relay.start();
        Thread watch = new Thread(this::awaitEnd, "procession-watch-" + process.pid());
        watch.setDaemon(held != null || spec.daemon());
        watch.start();
    }

    /** From now on this spare is the child that was asked for. */
    void become(ChildSpec other) {
        HeldOutput output = held;
        if (output == null) {
            throw new IllegalStateException(this + " is no spare");
        }
        spec = other;
        output.giveTo(other.name(), other.output());
        relay.logsGoTo(other.name(), other.logs());
        if (!other.daemon()) {
            Thread hold = new Thread(() -> exit.join(), "procession-hold-" + process.pid());
            hold.start();
        }
    }

    /**
     * Waits until the child has ended and nothing of it is left.
     *
     * @param limit how long at the most
     * @throws InterruptedException if interrupted while waiting
     */
    public void awaitAftermath(Duration limit) throws InterruptedException {
        gone.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    private void awaitEnd() {
        safely(() -> aftermath.started(this));
        ExitStatus status = ExitStatus.of(waitFor());
        if (!relayed(UNHELD_OUTPUT, UNHELD_OUTPUT)) {
            safely(() -> aftermath.killDescendants(this));
            relayed(OUTPUT_GRACE, MOST_OUTPUT);
        }
        safely(this::notes); // before the files are gone
        safely(() -> warnIfNothingRan(status));
        exit.complete(status);
        safely(() -> aftermath.killDescendants(this));
        safely(() -> aftermath.ended(this));
        gone.countDown();
    }

    /** A pool says so itself; the exit code of a process would say that its target had done its work. */
    private void warnIfNothingRan(ExitStatus status) {
        if (status.isSuccess() && !notes().hasBegun() && spec.program().equals(TargetProgram.class.getName())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The target of {0} did not run: {1}",
                    this,
                    new EndReason(spec, pid(), status, notes(), relay.tail()).words());
        }
    }

    /** The end is reported whatever happens around it. */
    private void safely(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Looking after " + this + " failed in part", e);
        }
    }

    /** Waits until what the child printed was relayed; a subprocess that it left may hold its output open. */
    private boolean relayed(Duration quiet, Duration limit) {
        try {
            return relay.awaitEnd(quiet, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int waitFor() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                // The thread is ours and nobody interrupts it; should it happen, the child still has to be awaited.
            }
        }
    }

    /**
     * Waits for the end, without its aftermath.
     *
     * @param limit how long at the most
     * @return true if it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    boolean awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public LaunchLink link() {
        return link;
    }

    @Override
    public OutputStream input() {
        OutputStream writer = input;
        return writer == null ? ChildHandle.super.input() : writer;
    }

    @Override
    public CompletionStage<ExitStatus> exit() {
        return exitStage;
    }

    @Override
    public DeathCertificate certificate(String task) {
        if (process.isAlive()) {
            throw new IllegalStateException("Child '" + name() + "' (pid " + pid() + ") is alive");
        }
        ExitStatus status = ExitStatus.of(process.exitValue());
        aftermath.killDescendants(this);
        relayed(OUTPUT_GRACE, MOST_OUTPUT);
        EndReason reason = new EndReason(spec, pid(), status, notes(), relay.tail());
        return new DeathCertificate(name(), pid(), status, reason.words(), task, reason.printed(), reason.crashLog());
    }

    /** What was read first: who comes later may find the files gone. */
    private Notes notes() {
        Notes known = notes.get();
        if (known == null) {
            Notes read = aftermath.notes(this, ExitStatus.of(process.exitValue()));
            known = notes.compareAndExchange(null, read);
            return known == null ? read : known;
        }
        return known;
    }

    /**
     * By its handle: {@link Process#destroy} would also close our ends of its pipes, and with them its last words. A JVM
     * that is still starting is killed: it has no hooks to run, and Java 25 that is asked to end before its modules are
     * there prints an error of its own.
     */
    @Override
    public void terminate() {
        if (aftermath.isStarting(this)) {
            kill();
        } else {
            process.toHandle().destroy();
        }
    }

    @Override
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public String toString() {
        return "child '" + name() + "' (pid " + pid() + ")";
    }
}
