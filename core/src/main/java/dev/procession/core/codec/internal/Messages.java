package dev.procession.core.codec.internal;

import java.lang.reflect.Modifier;

/** Tells generated protobuf messages by name, so that a process that sends none loads nothing of protobuf. */
public final class Messages {
    private static final String MESSAGE = "com.google.protobuf.MessageLite";

    private static final ClassValue<Boolean> CACHE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return implementsMessage(type) && hasDefaultInstance(type);
        }
    };

    private Messages() {}

    /**
     * Whether instances of a class travel as protobuf messages.
     *
     * @param type any class
     * @return true for generated messages
     */
    public static boolean isMessage(Class<?> type) {
        return CACHE.get(type);
    }

    private static boolean implementsMessage(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> i : c.getInterfaces()) {
                if (i.getName().equals(MESSAGE) || implementsMessage(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasDefaultInstance(Class<?> type) {
        try {
            return Modifier.isPublic(type.getModifiers())
                    && Modifier.isStatic(type.getMethod("getDefaultInstance").getModifiers());
        } catch (NoSuchMethodException e) {
            return false; // a dynamic message: its class alone does not say what it is
        }
    }
}
