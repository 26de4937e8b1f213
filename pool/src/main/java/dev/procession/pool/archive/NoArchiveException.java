package dev.procession.pool.archive;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** There is no start-up archive, and none can be made now. The message says why, and what would change it. */
public final class NoArchiveException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    NoArchiveException(String why) {
        super(why);
    }

    NoArchiveException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }

    /**
     * Why there is none.
     *
     * @return a sentence
     */
    public String why() {
        return String.valueOf(getMessage());
    }
}
