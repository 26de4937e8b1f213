package dev.procession.codec.fory;

import dev.procession.core.codec.ClassFilter;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;

/** What holds for the value that one engine works on. Of one engine, hence of one thread at a time. */
final class Gate {
    /** As deep as objects may lie inside each other where the filter says nothing: what the stack of any thread takes. */
    static final int MOST_DEPTH = 1_000;

    private static final ClassFilter NOBODY = ClassFilter.builder().build();

    private ClassFilter filter = NOBODY;

    /** Begins a value. */
    void open(ClassFilter next) {
        filter = next;
    }

    /** Ends it; the filter is the pool's and not to be kept. */
    void close() {
        filter = NOBODY;
    }

    ClassFilter filter() {
        return filter;
    }

    /** Each object and each collection in it counts as one level, the envelope too. */
    void checkDepth(ReadContext context) {
        int most = Math.min(filter.maxDepth(), MOST_DEPTH);
        if (context.getDepth() - 1 > most) {
            throw RefusedException.because("its objects lie more than " + most + " deep inside each other");
        }
    }

    /** The same on the way out. */
    static void checkDepth(WriteContext context) {
        if (context.getDepth() - 1 > MOST_DEPTH) {
            throw RefusedException.because("its objects lie more than " + MOST_DEPTH
                    + " deep inside each other (a long chain of objects that point at each other?). Send a list or an array in"
                    + " its stead");
        }
    }
}
