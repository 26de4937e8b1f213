package dev.procession.core.connection.internal;

import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How far an end's life has come. What has to happen at one moment with that is done under this object's monitor. */
final class EndState {
    /** The stations of a life. */
    enum Stage {
        /** It is here. */
        OPEN,
        /** Another process is expected to come for it. */
        LEAVING,
        /** Another process has come for it. */
        MOVED,
        /** It is over. */
        CLOSED
    }

    private volatile Stage stage = Stage.OPEN;
    private volatile @Nullable ConnectionException broken;

    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    boolean isLeaving() {
        return stage == Stage.LEAVING;
    }

    /** Whether it is here and what comes makes sense. */
    boolean isWhole() {
        return isOpen() && broken == null;
    }

    /** The only way from one stage to another; answers false if it stands elsewhere. */
    synchronized boolean move(Stage from, Stage to) {
        if (stage != from) {
            return false;
        }
        stage = to;
        return true;
    }

    /** What comes makes no sense any more; answers false if that is known. */
    synchronized boolean breakBy(ConnectionException why) {
        if (broken != null) {
            return false;
        }
        broken = why;
        return true;
    }

    /** Throws unless it can be used; who closed it may have said why. */
    void requireOpen(@Nullable String farewell) {
        switch (stage) {
            case OPEN -> {
                ConnectionException why = broken;
                if (why != null) {
                    throw new ConnectionException(why.code(), String.valueOf(why.getMessage()), why);
                }
            }
            case CLOSED ->
                throw new ConnectionException(
                        ErrorCode.CLOSED,
                        farewell == null || farewell.isEmpty()
                                ? "This connection is closed: open another one"
                                : "This connection is closed: " + farewell);
            case LEAVING, MOVED ->
                throw new ConnectionException(
                        ErrorCode.CLOSED,
                        "This end was sent to another process and can be used only there: keep the other end, or open"
                                + " another pipe");
        }
    }

    @Override
    public String toString() {
        return broken == null ? stage.toString() : "BROKEN";
    }
}
