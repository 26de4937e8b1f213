package dev.procession.codec.fory;

import org.jspecify.annotations.Nullable;

/** Whether an object of a class may stand in one place of a graph. Remembers the class that stood there last. */
final class Permits {
    private final AllowList list;
    private @Nullable Class<?> last;

    Permits(AllowList list) {
        this.list = list;
    }

    /** Throws {@link NotAllowedException} if not. */
    void check(@Nullable Object value) {
        if (value == null) {
            return;
        }
        Class<?> type = value.getClass();
        if (type != last) {
            if (!allows(type, list)) {
                throw new NotAllowedException(type);
            }
            last = type;
        }
    }

    /** Whether objects of a class may stand in a graph. */
    static boolean allows(Class<?> type, AllowList list) {
        Class<?> element = JdkTypes.elementOf(type);
        Class<?> parent = element.getSuperclass();
        boolean isBodyOfConstant = parent != null && parent.isEnum();
        Class<?> named = isBodyOfConstant ? parent : element;
        return JdkTypes.isKnown(named) || list.contains(named);
    }
}
