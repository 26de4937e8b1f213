package dev.procession.pool.parent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What records that are equal have in common: their components, unless they say otherwise. */
final class RecordParts {
    /** The accessors of a record; empty if it has a {@code hashCode} of its own, or its module does not let us see it. */
    private static final ClassValue<Optional<List<Method>>> ACCESSORS = new ClassValue<>() {
        @Override
        protected Optional<List<Method>> computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            if (components == null || !hasGeneratedHash(type)) {
                return Optional.empty();
            }
            List<Method> accessors =
                    Arrays.stream(components).map(RecordComponent::getAccessor).toList();
            return accessors.stream().allMatch(Method::trySetAccessible) ? Optional.of(accessors) : Optional.empty();
        }
    };

    private RecordParts() {}

    /** Compilers make the method final, and nobody writes that of a class that is final anyway. */
    private static boolean hasGeneratedHash(Class<?> type) {
        try {
            return Modifier.isFinal(type.getMethod("hashCode").getModifiers());
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every class has hashCode", e);
        }
    }

    /** The components' values in order; null if the record's own {@code hashCode} has to be asked. */
    static @Nullable List<@Nullable Object> of(Record value) {
        List<Method> accessors = ACCESSORS.get(value.getClass()).orElse(null);
        if (accessors == null) {
            return null;
        }
        List<@Nullable Object> parts = new ArrayList<>(accessors.size());
        for (Method accessor : accessors) {
            parts.add(valueOf(accessor, value));
        }
        return parts;
    }

    private static @Nullable Object valueOf(Method accessor, Record value) {
        try {
            return accessor.invoke(value);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the key holds a " + value.getClass().getTypeName() + ", whose " + accessor.getName() + "() threw "
                            + e.getCause() + ": use a key that can be read",
                    e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError("it was made accessible", e);
        }
    }
}
