package dev.procession.core.codec.internal;

import dev.procession.core.codec.Unsendable;
import org.jspecify.annotations.Nullable;

/** Classes whose objects are bound to one process: looks for {@link Unsendable}, which Java inherits from no interface. */
final class Bound {
    private Bound() {}

    /** What to do instead of sending an object of the class; null if it is not bound. */
    static @Nullable String adviceOn(Class<?> type) {
        Unsendable mark = markOf(type);
        return mark == null ? null : mark.value();
    }

    /** What the user knows a class by: for one that is bound, the type below the mark that the class is written for. */
    static Class<?> knownAs(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (c.isAnnotationPresent(Unsendable.class)) {
                return c;
            }
            for (Class<?> implemented : c.getInterfaces()) {
                if (markOf(implemented) != null) {
                    return implemented;
                }
            }
        }
        return type;
    }

    private static @Nullable Unsendable markOf(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            Unsendable mark = c.getAnnotation(Unsendable.class);
            if (mark != null) {
                return mark;
            }
            for (Class<?> implemented : c.getInterfaces()) {
                Unsendable inherited = markOf(implemented);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }
}
