package dev.procession.codec.fory;

import dev.procession.core.codec.Unsendable;
import java.io.Externalizable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** Which classes may be on a list. */
final class Eligibility {
    /** By these a class says itself how it is serialized. */
    private static final Set<String> HOOKS =
            Set.of("writeObject", "readObject", "readObjectNoData", "writeReplace", "readResolve");

    private Eligibility() {}

    /** Why a class cannot be carried; empty if it can. */
    static String objectionTo(Class<?> type) {
        if (type.isEnum()) {
            return "";
        }
        if (type.isPrimitive() || type.isArray()) {
            return "it is no class of objects; arrays of listed classes and of primitives travel anyway";
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return "it is abstract; list the classes that extend it";
        }
        if (type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type)) {
            return "it was made while the program runs, and has another name in each process";
        }
        if (isOfJdk(type)) {
            return "it is the JDK's, of whose classes only enums can be listed";
        }
        return type.isRecord() ? "" : objectionToPlain(type);
    }

    private static String objectionToPlain(Class<?> type) {
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            return "it is a collection of its own kind";
        }
        if (Externalizable.class.isAssignableFrom(type)) {
            return "it is Externalizable, so it writes itself";
        }
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            if (isOfJdk(c)) {
                return "it extends " + c.getName() + ", whose fields are the JDK's own";
            }
            if (c.isAnnotationPresent(Unsendable.class)) {
                return c.getAnnotation(Unsendable.class).value();
            }
            String hook = hookOf(c);
            if (!hook.isEmpty()) {
                return "it has " + hook + " (in " + c.getName() + "), which Fory would pass by";
            }
        }
        return "";
    }

    private static String hookOf(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            String name = method.getName();
            if (HOOKS.contains(name) && method.getParameterCount() == (name.endsWith("Object") ? 1 : 0)) {
                return name + (method.getParameterCount() == 0 ? "()" : "(…)");
            }
        }
        return "";
    }

    /** Whether a class belongs to the JDK's modules. */
    static boolean isOfJdk(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}
