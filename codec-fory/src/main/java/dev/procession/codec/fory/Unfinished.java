package dev.procession.codec.fory;

import org.apache.fory.context.ReadContext;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the table of references for what has begun to be read and is there only once all its parts are: a record, an
 * immutable collection. Without it a reference back to such a one, which closes a cycle, would be read as null.
 */
final class Unfinished {
    private static final Unfinished MARK = new Unfinished();

    private Unfinished() {}

    /** Puts the mark where the object that is being read will stand. */
    static void markHere(ReadContext context) {
        if (context.hasPreservedRefId()) {
            context.setReadRef(context.lastPreservedRefId(), MARK);
        }
    }

    /** Gives back what was read, unless it is the mark. */
    static @Nullable Object checked(@Nullable Object value) {
        if (value == MARK) {
            throw cycle();
        }
        return value;
    }

    private static RefusedException cycle() {
        return RefusedException.because(
                "it has a cycle through a record, an array list of fixed size or an immutable collection,"
                        + " which can be made only once its parts are there. Put an object of a class or an ArrayList in the cycle");
    }

    /** So that no set or map takes it in. */
    @Override
    public int hashCode() {
        throw cycle();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}
