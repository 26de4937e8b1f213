package dev.procession.core.codec.internal;

import dev.procession.core.codec.DecodeContext;
import org.jspecify.annotations.Nullable;

/** Which class is missing here, where decoding failed for want of one. */
final class MissingClass {
    /** How far down the causes of an error are looked at. */
    private static final int MOST_CAUSES = 8;

    private MissingClass() {}

    /**
     * What an error itself says.
     *
     * @param failure what decoding ended with
     * @param context what it was done with
     * @return a clause that names the class and the fix; null if the error does not say that one is missing
     */
    static @Nullable String named(Throwable failure, DecodeContext context) {
        if (failure instanceof ClassNotFoundException absent) {
            return Names.missing(absent);
        }
        String name = failure instanceof NoClassDefFoundError needed ? Names.ofMissing(needed) : null;
        return name == null ? null : Names.missing(notFound(name, context));
    }

    /**
     * What the causes of an error say: a lambda whose class needs another one fails with what wraps the error in question.
     *
     * @param failure what decoding ended with
     * @param context what it was done with
     * @return a colon and the clause of the first cause that has one; empty if none has
     */
    static String below(Throwable failure, DecodeContext context) {
        Throwable at = failure.getCause();
        for (int level = 0; at != null && level < MOST_CAUSES; level++) {
            String lacks = named(at, context);
            if (lacks != null) {
                return ": " + lacks;
            }
            at = at.getCause();
        }
        return "";
    }

    /** The loader that decodes may ask the peer, and knows who has the class. */
    private static ClassNotFoundException notFound(String name, DecodeContext context) {
        try {
            Class<?> unused = Class.forName(name, false, context.loader());
            return new ClassNotFoundException(name); // who needed it has another loader
        } catch (ClassNotFoundException e) {
            return e;
        } catch (LinkageError e) {
            return new ClassNotFoundException(name);
        }
    }
}
