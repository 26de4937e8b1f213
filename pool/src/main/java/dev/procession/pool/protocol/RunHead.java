package dev.procession.pool.protocol;

/**
 * What a TASKS message says of a run of items.
 *
 * @param slot where its function stands
 * @param shape what the function takes and gives
 * @param items how many
 * @param earlierAttempts how often these items were started before, by workers that died
 * @param limitNanos how long each may run; 0 for as long as it takes
 * @param progress whether the parent wants to hear of their progress
 */
public record RunHead(int slot, Shape shape, int items, int earlierAttempts, long limitNanos, boolean progress) {
    /**
     * A first attempt without a limit, of whose progress nobody wants to hear.
     *
     * @param slot where its function stands
     * @param shape what the function takes and gives
     * @param items how many
     */
    public RunHead(int slot, Shape shape, int items) {
        this(slot, shape, items, 0, 0, false);
    }
}
