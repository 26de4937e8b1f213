package dev.procession.core.codec.internal;

import java.io.Externalizable;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Method;

/** What the serialized form of a class consists of. */
public final class SerialForm {
    private static final ClassValue<Boolean> ALWAYS_THE_SAME = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return hasNothingToWrite(type);
        }
    };

    private SerialForm() {}

    /**
     * Whether all instances of exactly this class encode to the same bytes: no serialized fields, no code of its own that
     * writes, no enum.
     *
     * @param type the class of a serializable object
     * @return true if so
     */
    public static boolean isAlwaysTheSame(Class<?> type) {
        return ALWAYS_THE_SAME.get(type);
    }

    private static boolean hasNothingToWrite(Class<?> type) {
        if (type.isArray() || type.isHidden() || Enum.class.isAssignableFrom(type)) {
            return false;
        }
        if (Externalizable.class.isAssignableFrom(type)) {
            return false;
        }
        boolean isSerial = true;
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            isSerial = isSerial && Serializable.class.isAssignableFrom(c);
            if (isSerial && ObjectStreamClass.lookupAny(c).getFields().length > 0) {
                return false;
            }
            if (writes(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean writes(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            boolean isWriteObject = method.getName().equals("writeObject")
                    && method.getParameterCount() == 1
                    && method.getParameterTypes()[0] == ObjectOutputStream.class;
            boolean isWriteReplace = method.getName().equals("writeReplace") && method.getParameterCount() == 0;
            if (isWriteObject || isWriteReplace) {
                return true;
            }
        }
        return false;
    }
}
