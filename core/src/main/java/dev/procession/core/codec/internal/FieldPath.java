package dev.procession.core.codec.internal;

import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk through an object graph, level by level, in search of the object that could not be serialized. Best effort:
 * bounded in size, and blind where reflection is not let in. Runs only after a failure.
 */
final class FieldPath {
    private static final int MAX_OBJECTS = 10_000;

    private static final int MAX_PATH = 400;

    private final String wanted;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Step> open = new ArrayDeque<>();

    private FieldPath(String wanted) {
        this.wanted = wanted;
    }

    /** The object that was searched for: where it is and what it is. */
    record Found(String path, Class<?> type) {}

    private record Step(Object object, String path) {}

    /**
     * Searches.
     *
     * @param root where to begin
     * @param name what the path begins with, may be empty
     * @param wanted the name of the class that is not serializable
     * @return the nearest object of that class, or null if none was found
     */
    static @Nullable Found find(Object root, String name, String wanted) {
        try {
            return new FieldPath(wanted).search(root, name);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null; // user collections and broken classes: the message does without the path
        }
    }

    private @Nullable Found search(Object root, String name) {
        add(root, name);
        while (!open.isEmpty()) {
            Step step = open.remove();
            Class<?> type = step.object().getClass();
            if (!(step.object() instanceof Serializable) && type.getName().equals(wanted)) {
                return new Found(step.path(), type);
            }
            expand(step, type);
        }
        return null;
    }

    private void add(@Nullable Object object, String path) {
        if (object != null && seen.size() < MAX_OBJECTS && path.length() < MAX_PATH && seen.add(object)) {
            open.add(new Step(object, path));
        }
    }

    private void expand(Step step, Class<?> type) {
        Object object = step.object();
        if (object instanceof Object[] array) {
            for (int i = 0; i < array.length && i < MAX_OBJECTS; i++) {
                add(array[i], step.path() + "[" + i + "]");
            }
        } else if (object instanceof Collection<?> collection && isOfJdk(type)) {
            expandCollection(collection, step.path());
        } else if (object instanceof Map<?, ?> map && isOfJdk(type)) {
            expandMap(map, step.path());
        } else if (Names.isLambda(type)) {
            expandLambda(object, step.path());
        } else if (object instanceof Serializable && !isOfJdk(type)) {
            expandFields(object, type, step.path());
        }
        if (object instanceof Throwable throwable) {
            add(throwable.getCause(), dotted(step.path(), "cause"));
        }
    }

    private void expandCollection(Collection<?> collection, String path) {
        int i = 0;
        for (Object element : collection) {
            if (i >= MAX_OBJECTS) {
                return;
            }
            add(element, path + "[" + i++ + "]");
        }
    }

    private void expandMap(Map<?, ?> map, String path) {
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (i++ >= MAX_OBJECTS) {
                return;
            }
            Object key = entry.getKey();
            boolean isPlain = key instanceof String || key instanceof Number || key instanceof Enum<?>;
            add(key, path + ".key");
            add(entry.getValue(), path + "[" + (isPlain ? key : "…") + "]");
        }
    }

    private void expandLambda(Object object, String path) {
        SerializedLambda lambda = LambdaForms.of(object);
        if (lambda == null) {
            return; // not a serializable one
        }
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            String which = Names.capturesThis(lambda) && i == 0 ? "this" : "captured variable " + (i + 1);
            add(lambda.getCapturedArg(i), path + " -> " + which + " of the " + Names.ofFunction(lambda));
        }
    }

    private void expandFields(Object object, Class<?> type, String path) {
        for (Class<?> c = type; c != null && Serializable.class.isAssignableFrom(c); c = c.getSuperclass()) {
            for (ObjectStreamField field : ObjectStreamClass.lookupAny(c).getFields()) {
                if (!field.isPrimitive()) {
                    add(valueOf(field.getName(), c, object), dotted(path, field.getName()));
                }
            }
        }
    }

    private static @Nullable Object valueOf(String name, Class<?> owner, Object object) {
        try {
            Field field = owner.getDeclaredField(name);
            return field.trySetAccessible() ? field.get(object) : null;
        } catch (ReflectiveOperationException e) {
            return null; // a serial field without a field
        }
    }

    /** Whether reflection is of no use, and the class not the user's to change. */
    static boolean isOfJdk(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static String dotted(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
