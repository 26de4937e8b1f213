package dev.procession.core.classes;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JShell keeps each variable in a static field of a class of its own and assigns it from outside. In another process the field
 * would silently be null or zero, so such a class is not given away. The class around a snippet's lambda may hold the variable
 * that the snippet assigns to; it is not meant.
 */
final class JShellVariable {
    private static final String WRAPPER = "REPL.$JShell$";

    private JShellVariable() {}

    /** Whether JShell made the class, by its name. */
    static boolean isOfJShell(String className) {
        return className.startsWith(WRAPPER);
    }

    /** The class's name, with the snippet's methods, if it holds any. */
    static String inWords(Class<?> type) {
        try {
            String methods = Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> !method.isSynthetic() && !method.getName().equals("do_it$"))
                    .map(Method::getName)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            return type.getName() + (methods.isEmpty() ? "" : " (" + methods + ")");
        } catch (LinkageError missing) {
            return type.getName();
        }
    }

    /** The name of the variable that the class was made for; null if it was made for something else. */
    static @Nullable String heldBy(Class<?> type) {
        if (!isOfJShell(type.getName()) || type.getEnclosingClass() != null) {
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
