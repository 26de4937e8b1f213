package dev.procession.codec.fory;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of a class's objects travels, and in which order.
 *
 * @param type a record, an enum or a plain class
 * @param fields of a record its components; of a plain class all that are neither static nor transient, its superclasses'
 *     first, by name; of an enum none
 */
record ClassShape(Class<?> type, List<Field> fields) {
    static ClassShape of(Class<?> type) {
        return new ClassShape(
                type,
                type.isEnum() ? List.of() : type.isRecord() ? components(type) : allFields(type).toList());
    }

    private static List<Field> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> fieldOf(component, type))
                .toList();
    }

    private static Field fieldOf(RecordComponent component, Class<?> type) {
        try {
            return type.getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalArgumentException("Record " + type.getName() + " has no field " + component.getName(), e);
        }
    }

    private static Stream<Field> allFields(Class<?> type) {
        Deque<Class<?>> family = new ArrayDeque<>();
        for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
            family.push(c);
        }
        return family.stream()
                .flatMap(c -> Arrays.stream(c.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .filter(field -> !Modifier.isTransient(field.getModifiers()))
                        .sorted(Comparator.comparing(Field::getName)));
    }

    /** Class, fields and their types; of an enum its constants. */
    String description() {
        return type.getName()
                + (type.isEnum()
                        ? Arrays.toString(names())
                        : fields.stream()
                                .map(field -> field.getDeclaringClass().getName() + "." + field.getName() + ":"
                                        + field.getType().getName())
                                .collect(Collectors.joining(",", "(", ")")));
    }

    /** Read off the fields, so that the enum is not initialised. */
    private Object[] names() {
        return Arrays.stream(type.getDeclaredFields())
                .filter(Field::isEnumConstant)
                .map(Field::getName)
                .toArray();
    }
}
