package dev.procession.core.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What leaves this process for good with what is being encoded, such as the end of a connection. Whoever encodes on behalf of
 * another gathers it, so that it comes back if the sending fails, and so that it is given up if the receiver is gone.
 *
 * <pre>{@code
 * try (Departures departures = Departures.gather()) {
 *     send(encode(value));        // departures.undo() where that fails
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that gathers until it is closed; what was gathered can be undone or given up by any thread.
 */
public final class Departures implements AutoCloseable {
    private static final ThreadLocal<@Nullable Departures> CURRENT = new ThreadLocal<>();

    private final @Nullable Departures outer;

    /** Made for the first that leaves, which few values have. */
    private @Nullable List<Departure> gathered;

    /** Something that leaves. Thread-safe; all calls but the first have no effect, nor has any after it has arrived. */
    public interface Departure {
        /** It was not sent: it belongs to this process again. */
        void undo();

        /**
         * It was sent and will never arrive.
         *
         * @param why in a sentence, for whoever waits for it
         */
        void giveUp(String why);
    }

    private Departures(@Nullable Departures outer) {
        this.outer = outer;
    }

    /**
     * Begins to gather what the calling thread encodes.
     *
     * @return to be closed by the same thread
     */
    public static Departures gather() {
        Departures current = new Departures(CURRENT.get());
        CURRENT.set(current);
        return current;
    }

    /**
     * Tells whoever gathers of something that leaves.
     *
     * @param departure what leaves
     */
    public static void add(Departure departure) {
        Departures current = CURRENT.get();
        if (current != null) {
            current.gathered().add(departure);
        }
    }

    private List<Departure> gathered() {
        List<Departure> all = gathered;
        if (all == null) {
            all = new ArrayList<>();
            gathered = all;
        }
        return all;
    }

    /** Undoes all that was gathered, latest first: nothing of it is sent. */
    public void undo() {
        List<Departure> all = gathered;
        if (all != null) {
            for (int i = all.size() - 1; i >= 0; i--) {
                all.get(i).undo();
            }
            all.clear();
        }
    }

    /**
     * Gives up what was gathered and has not arrived.
     *
     * @param why in a sentence
     */
    public void giveUp(String why) {
        List<Departure> all = gathered;
        if (all != null) {
            all.forEach(departure -> departure.giveUp(why));
        }
    }

    /**
     * Whether nothing was gathered.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        List<Departure> all = gathered;
        return all == null || all.isEmpty();
    }

    /** Ends the gathering. What was gathered and not undone is also the outer gathering's, if there is one. */
    @Override
    public void close() {
        List<Departure> all = gathered;
        if (outer != null && all != null) {
            outer.gathered().addAll(all);
        }
        CURRENT.set(outer); // not removed: the next one would have to make the thread's entry anew
    }
}
