package dev.procession.core.connection.internal;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;

/**
 * What an end may make of objects that come. A child believes its launcher everything, as long as that has the other end;
 * everybody else is held to the terms.
 */
public final class Trust {
    private final DecodeContext bounded;
    private final DecodeContext full;
    private volatile boolean whole;

    private Trust(Terms terms, ClassLoader loader, boolean whole) {
        this.bounded = terms.context(loader);
        this.full = new DecodeContext(loader, ClassFilter.trusting());
        this.whole = whole;
    }

    /**
     * Nothing beyond the terms.
     *
     * @param terms the terms
     * @param loader what finds classes
     * @return a new one
     */
    public static Trust none(Terms terms, ClassLoader loader) {
        return new Trust(terms, loader, false);
    }

    /**
     * Everything, until the other end leaves the process that has it now.
     *
     * @param terms what counts from then on
     * @param loader what finds classes
     * @return a new one
     */
    public static Trust whole(Terms terms, ClassLoader loader) {
        return new Trust(terms, loader, true);
    }

    void lose() {
        whole = false;
    }

    DecodeContext context() {
        return whole ? full : bounded;
    }
}
