package dev.procession.core.channel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Which threads are virtual; none before Java 21. For those who write transports whose waiters read (CH-16). */
public final class VirtualThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private VirtualThreads() {}

    private static @Nullable MethodHandle isVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null; // Java 17 to 20
        }
    }

    /**
     * Whether the calling thread is one. It can lose its carrier at any time, for as long as others compute: it must not be the
     * one on whom everybody relies.
     *
     * @return true if it is
     */
    public static boolean isCurrent() {
        MethodHandle asked = IS_VIRTUAL;
        try {
            return asked != null && (boolean) asked.invokeExact(Thread.currentThread());
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("isVirtual has thrown", e);
        }
    }
}
