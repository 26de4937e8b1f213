package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.Invitation;
import dev.procession.pool.protocol.JoinLink;
import dev.procession.pool.protocol.WorkerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker that was started by hand: reads its invitation, finds its pool, works, and keeps the invitation for next time. */
public final class JoinedWorker {
    private static final int WRONG_USAGE = 64;
    private static final int UNREACHABLE = 69;

    /** How long it tries to reach the pool, which may just be noticing that the line was cut. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 200;

    private final Path file;
    private final Invitation invitation;

    private JoinedWorker(Path file, Invitation invitation) {
        this.file = file;
        this.invitation = invitation;
    }

    /**
     * Joins a pool and works for it until it ends.
     *
     * @param arguments the pool's address and the invitation's file
     * @return the process's exit code
     */
    public static int run(String[] arguments) {
        if (arguments.length != 2) {
            return say(
                    WRONG_USAGE,
                    "usage: java -cp ... dev.procession.pool.WorkerMain ADDRESS FILE, with the address and"
                            + " the file that ProcessPool.invite gave");
        }
        Path file = Path.of(arguments[1]);
        try {
            Invitation invitation = Invitation.read(file).at(arguments[0]);
            if (!Files.isWritable(file.toAbsolutePath().getParent())) {
                return say(
                        WRONG_USAGE,
                        "the folder of " + file + " cannot be written, and the next invitation goes there");
            }
            new JoinedWorker(file, invitation).work();
            return 0;
        } catch (IOException e) {
            return say(WRONG_USAGE, "cannot read the invitation " + file + ": " + e.getMessage());
        } catch (ProcessionException e) {
            return say(UNREACHABLE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            return say(UNREACHABLE, "interrupted while reaching the pool at " + arguments[0]);
        }
    }

    private static int say(int code, String why) {
        LastWords.say(why);
        return code;
    }

    private void work() throws IOException, InterruptedException {
        try (WorkerSession session = connect()) {
            session.keepUp();
            session.run();
        }
    }

    /** A connection may have failed after the pool had taken it: then the pool waits for the next invitation already. */
    private WorkerSession connect() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isNext = false;
        while (true) {
            Invitation now = isNext ? invitation.next() : invitation;
            WorkerSetup setup = new WorkerSetup(now.provider(), now.address(), now.options(), "");
            try {
                WorkerSession session = WorkerSession.connect(setup, Ledger.inMemory(), new JoinLink(now));
                now.next().write(file);
                return session;
            } catch (ChannelException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            isNext = !isNext;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
