package dev.procession.core.log;

/** Stands for the wish that nothing is relayed. */
enum LeftToChild implements LogListener {
    SHARED;

    @Override
    public void log(RelayedRecord entry) {
        // There are none.
    }
}
