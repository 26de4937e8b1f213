package dev.procession.core.launch;

import dev.procession.core.DeathCertificate;
import dev.procession.core.ExitStatus;
import dev.procession.core.channel.LaunchLink;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/** The launcher's handle on one child that it started. Thread-safe. */
public interface ChildHandle {
    /**
     * The child's name.
     *
     * @return the name from its {@link ChildSpec}
     */
    String name();

    /**
     * The child's process id.
     *
     * @return the pid
     */
    long pid();

    /**
     * Whether the process still exists.
     *
     * @return true until it has ended
     */
    boolean isAlive();

    /**
     * The link to the child.
     *
     * @return this side's end
     */
    LaunchLink link();

    /**
     * Completes when the process has ended, never exceptionally. Stages that are attached run on the launcher's own
     * threads and must not block.
     *
     * @return the exit status to come
     */
    CompletionStage<ExitStatus> exit();

    /**
     * Why the child died, in words, with the end of its output. Waits for output that is still on its way, until none has come for
     * 200 ms, 3 s at the most,
     * and kills what descendants the child left.
     *
     * @param task what it was doing, in words; empty if nothing
     * @return the certificate
     * @throws IllegalStateException if the child is still alive
     */
    DeathCertificate certificate(String task);

    /**
     * Where the child's standard input is written, if it is a pipe. Each write is there for the child at once; it waits while
     * the pipe is full, and fails once the child has ended. To close it is the end of the child's input.
     *
     * @return the stream, the same at every call
     * @throws IllegalStateException if the child's {@link ChildSpec#input()} is no pipe
     */
    default OutputStream input() {
        throw new IllegalStateException(
                "The standard input of " + name() + " is no pipe: nothing can be written to it");
    }

    /**
     * Asks the child to end (SIGTERM): its shutdown hooks run. Returns at once. One whose program has not begun is
     * killed.
     */
    void terminate();

    /** Ends the child at once (SIGKILL), also when it is stopped. Returns at once. */
    void kill();
}
