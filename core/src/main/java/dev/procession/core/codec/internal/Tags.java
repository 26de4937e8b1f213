package dev.procession.core.codec.internal;

import dev.procession.core.codec.TagLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The tag of each class on the fast path, looked up by the exact class. */
final class Tags extends ClassValue<Integer> {
    /** No fast path for this class. */
    static final int NONE = 0;

    /** Boolean has two tags: this one stands for either, until the value is looked at. */
    static final int BOOLEAN = TagLayout.TRUE;

    private static final Map<Class<?>, Integer> TAGS = Map.ofEntries(
            Map.entry(Boolean.class, BOOLEAN),
            Map.entry(Byte.class, TagLayout.BYTE),
            Map.entry(Short.class, TagLayout.SHORT),
            Map.entry(Character.class, TagLayout.CHARACTER),
            Map.entry(Integer.class, TagLayout.INTEGER),
            Map.entry(Long.class, TagLayout.LONG),
            Map.entry(Float.class, TagLayout.FLOAT),
            Map.entry(Double.class, TagLayout.DOUBLE),
            Map.entry(String.class, TagLayout.STRING),
            Map.entry(byte[].class, TagLayout.BYTES),
            Map.entry(boolean[].class, TagLayout.BOOLEANS),
            Map.entry(short[].class, TagLayout.SHORTS),
            Map.entry(char[].class, TagLayout.CHARACTERS),
            Map.entry(int[].class, TagLayout.INTEGERS),
            Map.entry(long[].class, TagLayout.LONGS),
            Map.entry(float[].class, TagLayout.FLOATS),
            Map.entry(double[].class, TagLayout.DOUBLES),
            Map.entry(String[].class, TagLayout.STRINGS),
            Map.entry(ArrayList.class, TagLayout.ARRAY_LIST),
            Map.entry(Arrays.asList(1).getClass(), TagLayout.FIXED_LIST),
            Map.entry(List.of(1).getClass(), TagLayout.SHORT_LIST),
            Map.entry(List.of(1, 2, 3).getClass(), TagLayout.IMMUTABLE_LIST));

    private static final Tags CACHE = new Tags();

    private Tags() {}

    /** The tag of exactly this class, or {@link #NONE}. */
    static int of(Class<?> type) {
        return CACHE.get(type);
    }

    @Override
    protected Integer computeValue(Class<?> type) {
        return TAGS.getOrDefault(type, NONE);
    }
}
