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

    private Trust(DecodeContext bounded, boolean whole) {
        this.bounded = bounded;
        this.full = new DecodeContext(bounded.loader(), ClassFilter.trusting());
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
        return new Trust(terms.context(loader, null), false);
    }

    /**
     * Nothing beyond the terms, nor beyond what a filter accepts.
     *
     * @param terms the terms
     * @param loader what finds classes
     * @param bound the filter
     * @return a new one
     */
    public static Trust within(Terms terms, ClassLoader loader, ClassFilter bound) {
        return new Trust(terms.context(loader, bound), false);
    }

    /**
     * Everything, until the other end leaves the process that has it now.
     *
     * @param terms what counts from then on
     * @param loader what finds classes
     * @return a new one
     */
    public static Trust whole(Terms terms, ClassLoader loader) {
        return new Trust(terms.context(loader, null), true);
    }

    void lose() {
        whole = false;
    }

    DecodeContext context() {
        return whole ? full : bounded;
    }
}
