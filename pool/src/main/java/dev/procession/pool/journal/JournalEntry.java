package dev.procession.pool.journal;

/**
 * One item that a worker was sent, and what became of it.
 *
 * @param item its number among the items of its worker, from 1
 * @param function what was to be called, as the pool describes it
 * @param arguments its arguments, separated by commas; empty if it takes none
 * @param kind what became of it
 * @param outcome the result, or the class and message of the exception; empty if there is neither
 */
public record JournalEntry(long item, String function, String arguments, Kind kind, String outcome) {
    /** What became of an item. */
    public enum Kind {
        /** It gave a result. */
        RETURNED,
        /** It threw. */
        THREW,
        /** This worker did not run it: it was cancelled, or taken back for another worker. */
        NOT_RUN_HERE,
        /** Nothing was answered, or what was answered is not in the journal. */
        NO_ANSWER
    }

    /** One line: the number, the call, and what became of it. */
    @Override
    public String toString() {
        String call = item + " " + function + " (" + arguments + ")";
        return switch (kind) {
            case RETURNED -> call + " -> " + outcome;
            case THREW -> call + " threw " + outcome;
            case NOT_RUN_HERE -> call + " was not run by this worker";
            case NO_ANSWER -> call + " has no answer";
        };
    }
}
