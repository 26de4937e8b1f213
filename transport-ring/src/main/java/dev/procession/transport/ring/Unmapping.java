package dev.procession.transport.ring;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives mapped memory back at once. Without that it stays until the collector comes by, which in a parent that makes little
 * garbage may be never: a megabyte of the system's memory for each worker that was replaced.
 */
final class Unmapping {
    /** {@code sun.misc.Unsafe}: by name, since javac warns of its use and cannot be told not to. Java 22 has arenas for this. */
    private static final @Nullable Object UNSAFE;

    private static final @Nullable Method CLEANER;

    static {
        Object unsafe = null;
        Method cleaner = null;
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            unsafe = instance.get(null);
            cleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // A JDK without it: the collector does it.
        }
        UNSAFE = unsafe;
        CLEANER = cleaner;
    }

    private Unmapping() {}

    /** Whoever touches the buffer after this, or one made from it, crashes the JVM. */
    static void unmap(ByteBuffer mapped) {
        Method cleaner = CLEANER;
        if (cleaner == null) {
            return;
        }
        try {
            cleaner.invoke(UNSAFE, mapped);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a mapped buffer cannot be unmapped", e);
        }
    }
}
