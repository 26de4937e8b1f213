package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.WorkerSetup;
import org.jspecify.annotations.Nullable;

/** A worker on a thread of its pool's own process: all that a worker process does, but that it ends alone. */
public final class ThreadWorker {
    private final ChildContext context;
    private final Ledger ledger;

    // Guarded by this.
    private @Nullable WorkerSession session;
    private @Nullable Thread runner;
    private boolean over;
    private String lastWords = "";

    /**
     * A worker.
     *
     * @param context what it knows of itself; its payload is a {@link WorkerSetup}
     * @param ledger where it notes what it does
     */
    public ThreadWorker(ChildContext context, Ledger ledger) {
        this.context = context;
        this.ledger = ledger;
    }

    /** Works on the calling thread until the pool ends it, or it cannot go on. Throws nothing. */
    public void run() {
        try (WorkerSession open = WorkerSession.connect(
                context.name(),
                WorkerSetup.read(context.payload()),
                ledger,
                context.link(),
                (kind, why, detail) -> end(why + detail))) {
            if (begins(open)) {
                open.run();
            }
        } catch (ChannelException e) {
            end("it lost its pool: " + e.getMessage());
        } catch (Throwable e) {
            end("it failed: " + e);
        } finally {
            synchronized (this) {
                over = true;
                runner = null;
                session = null;
            }
        }
    }

    private synchronized boolean begins(WorkerSession open) {
        session = open;
        runner = Thread.currentThread();
        return !over;
    }

    /** Ends it, whatever it does: its task is interrupted, and nothing of it is sent any more. Never blocks for long. */
    public void kill() {
        end("its pool has ended it");
    }

    private void end(String why) {
        WorkerSession open;
        Thread busy;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            lastWords = why;
            open = session;
            busy = runner;
        }
        if (open != null) {
            open.abandon();
        }
        if (busy != null && busy != Thread.currentThread()) {
            busy.interrupt();
        }
    }

    /**
     * Why it has ended.
     *
     * @return the reason; empty if it was asked to, or works still
     */
    public synchronized String lastWords() {
        return lastWords;
    }
}
