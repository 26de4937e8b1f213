package dev.procession.core.classes;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * JShell keeps each variable in a static field of a class of its own and assigns it from outside. In another process the field
 * would silently be null or zero, so such a class is not given away. The class around a snippet's lambda may hold the variable
 * that the snippet assigns to; it is not meant.
 */
final class JShellVariable {
    private static final String WRAPPER = "REPL.$JShell$";

    private JShellVariable() {}

    /** The name of the variable that the class was made for; null if it was made for something else. */
    static @Nullable String heldBy(Class<?> type) {
        if (!type.getName().startsWith(WRAPPER) || type.getEnclosingClass() != null) {
            return null;
        }
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("$deserializeLambda$")) {
                    return null;
                }
            }
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                    return field.getName();
                }
            }
        } catch (LinkageError missing) {
            return null; // The child will find out which class is missing.
        }
        return null;
    }
}
