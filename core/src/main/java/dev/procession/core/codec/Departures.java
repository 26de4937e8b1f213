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
    private final List<Departure> gathered = new ArrayList<>(0);

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
            current.gathered.add(departure);
        }
    }

    /** Undoes all that was gathered, latest first: nothing of it is sent. */
    public void undo() {
        for (int i = gathered.size() - 1; i >= 0; i--) {
            gathered.get(i).undo();
        }
        gathered.clear();
    }

    /**
     * Gives up what was gathered and has not arrived.
     *
     * @param why in a sentence
     */
    public void giveUp(String why) {
        gathered.forEach(departure -> departure.giveUp(why));
    }

    /**
     * Whether nothing was gathered.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return gathered.isEmpty();
    }

    /** Ends the gathering. What was gathered and not undone is also the outer gathering's, if there is one. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            outer.gathered.addAll(gathered);
            CURRENT.set(outer);
        }
    }
}
