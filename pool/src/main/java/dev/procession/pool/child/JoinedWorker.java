package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ProcessionException;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.Invitation;
import dev.procession.pool.protocol.JoinLink;
import dev.procession.pool.protocol.WorkerSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker that was started by hand: reads its invitation, finds its pool, works, and keeps the invitation for next time. */
public final class JoinedWorker {
    private static final int WRONG_USAGE = 64;
    private static final int UNREACHABLE = 69;

    /** What it calls itself: its pool has a name for its place, which it does not know. */
    private static final String NAME = "joined worker";

    /** How long it tries to reach the pool, which may just be noticing that the line was cut. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 200;

    /** How many invitations are tried, one after the other. */
    private static final int MOST_AHEAD = 4;

    private static final String USAGE =
            "usage: java -cp ... dev.procession.pool.WorkerMain ADDRESS FILE, with the address"
                    + " and the file that ProcessPool.invite gave";

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
        if (arguments.length == 1 && (arguments[0].equals("-h") || arguments[0].equals("--help"))) {
            return say(0, USAGE);
        }
        if (arguments.length != 2) {
            return say(WRONG_USAGE, USAGE);
        }
        if (arguments[0].endsWith(":") || arguments[0].endsWith(":0")) {
            return say(WRONG_USAGE, "nobody waits at " + arguments[0] + ": give the address that invite returned");
        }
        Path file = Path.of(arguments[1]);
        Invitation invitation;
        try {
            invitation = Invitation.read(file).at(arguments[0]);
        } catch (IOException e) {
            return say(WRONG_USAGE, "cannot read the invitation " + file + ": " + e.getMessage());
        }
        try {
            invitation.write(
                    file); // where the next one has to go: once connected it would be too late to learn that it cannot
            new JoinedWorker(file, invitation).work();
            return 0;
        } catch (IOException e) {
            return say(WRONG_USAGE, "cannot write the invitation " + file + ", where the next one has to go: " + e);
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
        LastWords.say("joining the pool at " + invitation.address() + ", within " + PATIENCE.toSeconds() + " s");
        try (WorkerSession session = connect()) {
            LastWords.say("joined");
            session.keepUp();
            session.run();
        }
    }

    /**
     * A connection may have failed after the pool had taken it, even several times: then the pool waits for one of the next
     * invitations already.
     */
    private WorkerSession connect() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Invitation next = invitation;
        for (int attempt = 1; ; attempt++) {
            try {
                return connect(next);
            } catch (ChannelException e) {
                if (System.nanoTime() > deadline) {
                    throw new ChannelException(
                            e.code(),
                            e.getMessage() + ". Either the pool is gone, or another worker has this place, or the file"
                                    + " holds an invitation that was used",
                            e);
                }
            }
            next = attempt % MOST_AHEAD == 0 ? invitation : next.next();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private WorkerSession connect(Invitation now) throws IOException {
        WorkerSetup setup = new WorkerSetup(now.provider(), now.address(), now.options(), "", null);
        WorkerSession session =
                WorkerSession.connect(NAME, setup, Ledger.inMemory(), new JoinLink(now), Ending.OF_THE_PROCESS);
        boolean kept = false;
        try {
            now.next().write(file);
            kept = true;
            return session;
        } finally {
            if (!kept) {
                session.close();
            }
        }
    }
}
