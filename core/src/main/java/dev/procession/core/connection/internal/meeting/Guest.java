package dev.procession.core.connection.internal.meeting;

/** Somebody who has the key and was let in, and of whom it may not be sure yet that he knows it. */
public interface Guest {
    /** One of whom nothing more is expected. */
    Guest SETTLED = new Guest() {
        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void giveUp() {}
    };

    /**
     * Whether he is there for good, or gone for good. Looks at what he has said. Called on the gate's thread when he may have
     * said something; must not block.
     *
     * @return true if nothing more is expected of him
     */
    boolean isSettled();

    /** He has taken too long. Called on the gate's thread; must not block. */
    void giveUp();
}
