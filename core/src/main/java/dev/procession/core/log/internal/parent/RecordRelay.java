package dev.procession.core.log.internal.parent;

import dev.procession.core.error.DecodingException;
import dev.procession.core.log.LogListener;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.internal.RecordCodec;
import org.jspecify.annotations.Nullable;

/** Gives the records of one child to its listener. Used by the thread that relays the child's output, but for {@link #giveTo}. */
public final class RecordRelay {
    private static final System.Logger LOG = System.getLogger("dev.procession.core.log");

    /** One record must not push all others out of a death certificate. */
    private static final int MAX_TAIL = 2_048;

    private final long pid;
    private volatile Owner owner;
    private long failed;
    private long undecodable;

    /**
     * A relay.
     *
     * @param child the child's name
     * @param pid its process id
     * @param listener who is told
     */
    public RecordRelay(String child, long pid, LogListener listener) {
        this.pid = pid;
        owner = new Owner(child, listener);
    }

    /**
     * Says whose records they are from now on; any thread.
     *
     * @param child the child's name
     * @param listener who is told
     */
    public void giveTo(String child, LogListener listener) {
        owner = new Owner(child, listener);
    }

    private record Owner(String child, LogListener listener) {}

    /**
     * Passes on one record.
     *
     * @param bytes as it came
     * @return the record as a text of up to 2,048 characters and a line end, for the child's death certificate; empty if it was none
     */
    public String relay(byte[] bytes) {
        Owner current = owner;
        RelayedRecord entry;
        try {
            entry = RecordCodec.decode(bytes).by(current.child, pid);
        } catch (DecodingException e) {
            undecodable++;
            return "";
        }
        try {
            current.listener.log(entry);
        } catch (RuntimeException | Error e) {
            if (failed++ == 0) {
                complain(
                        "The log listener of child '" + current.child
                                + "' failed; its records are still read, this is logged" + " once",
                        e);
            }
        }
        String text = entry.toString();
        return (text.length() <= MAX_TAIL ? text : text.substring(0, MAX_TAIL) + "...") + System.lineSeparator();
    }

    /**
     * Says what was lost, after the last record.
     *
     * @param incomplete how many records did not arrive whole
     */
    public void end(long incomplete) {
        if (failed > 1 || undecodable > 0 || incomplete > 0) {
            complain(
                    "Of what child '" + owner.child + "' (pid " + pid + ") logged, " + failed
                            + " records were lost because the log listener failed, " + undecodable
                            + " because they cannot be read, and " + incomplete + " because they did not arrive whole",
                    null);
        }
    }

    /** A logger may be what failed, and may fail again. */
    private static void complain(String message, @Nullable Throwable reason) {
        try {
            LOG.log(System.Logger.Level.WARNING, message, reason);
        } catch (RuntimeException | Error e) {
            // Then nobody is left to tell.
        }
    }
}
