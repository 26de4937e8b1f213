package dev.procession.codec.fory;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What stands in a container of the JDK: may it, and is it there. */
final class Elements {
    private Elements() {}

    /** Writes a container, once it is known that what it holds may be written; a refusal from deeper inside comes through it. */
    static void write(Object container, Permits permits, Runnable writing) {
        checkPermitted(container, permits);
        try {
            writing.run();
        } catch (NotAllowedException e) {
            e.throughElement("…");
            throw e;
        }
    }

    private static void checkPermitted(Object container, Permits permits) {
        if (container instanceof Map<?, ?> map) {
            checkPermitted(map.keySet(), permits);
            map.forEach((key, value) ->
                    checkPermitted(value, key != null && JdkTypes.isLeaf(key.getClass()) ? key : "…", permits));
        } else if (container instanceof Object[] array) {
            checkPermitted(Arrays.asList(array), permits);
        } else if (container instanceof Optional<?> one) {
            permits.check(one.orElse(null));
        } else if (container instanceof Collection<?> all) {
            int index = 0;
            for (Object element : all) {
                checkPermitted(element, index++, permits);
            }
        }
    }

    private static void checkPermitted(Object element, Object index, Permits permits) {
        try {
            permits.check(element);
        } catch (NotAllowedException e) {
            e.throughElement(index);
            throw e;
        }
    }

    /** Throws if some element was not there yet when it was referred to. */
    static void checkFinished(Object container) {
        if (container instanceof Map<?, ?> map) {
            checkFinished(map.keySet());
            checkFinished(map.values());
        } else if (container instanceof Object[] array) {
            checkFinished(Arrays.asList(array));
        } else if (container instanceof Optional<?> one) {
            Unfinished.checked(one.orElse(null));
        } else if (container instanceof Collection<?> all) {
            for (Object element : all) {
                Unfinished.checked(element);
            }
        }
    }
}
