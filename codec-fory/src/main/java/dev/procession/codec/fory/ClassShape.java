package dev.procession.codec.fory;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What of a class's objects travels, and in which order. Found without lambdas, which would cost each worker's start more than
 * the work itself.
 *
 * @param type a record, an enum or a plain class
 * @param fields of a record its components; of a plain class all that are neither static nor transient, its superclasses'
 *     first, by name; of an enum its constants
 */
record ClassShape(Class<?> type, List<Field> fields) {
    static ClassShape of(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        if (type.isEnum()) {
            addConstants(type, fields);
        } else if (type.isRecord()) {
            addComponents(type, fields);
        } else {
            addAll(type, fields);
        }
        return new ClassShape(type, fields);
    }

    /** Read off the fields, so that the enum is not initialised. */
    private static void addConstants(Class<?> type, List<Field> into) {
        for (Field field : type.getDeclaredFields()) {
            if (field.isEnumConstant()) {
                into.add(field);
            }
        }
    }

    private static void addComponents(Class<?> type, List<Field> into) {
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                into.add(type.getDeclaredField(component.getName()));
            } catch (NoSuchFieldException e) {
                throw new IllegalArgumentException(
                        "Record " + type.getName() + " has no field " + component.getName(), e);
            }
        }
    }

    private static void addAll(Class<?> type, List<Field> into) {
        if (type == Object.class) {
            return;
        }
        addAll(type.getSuperclass(), into);
        TreeMap<String, Field> byName = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                byName.put(field.getName(), field);
            }
        }
        into.addAll(byName.values());
    }

    /** Class, fields and their types, for a comparison. */
    String description() {
        StringBuilder text = new StringBuilder(type.getName());
        for (Field field : fields) {
            text.append(' ').append(field.getDeclaringClass().getName());
            text.append('.').append(field.getName());
            text.append(':').append(field.getType().getName());
        }
        return text.toString();
    }
}
