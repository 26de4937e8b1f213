package dev.procession.pool.parent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a key to 64 bits, the same in every run for strings, numbers, enums, UUIDs, and records, optionals, lists, sets and
 * maps of such: those it looks into, where the {@code hashCode} of an enum, which differs from run to run, would count.
 */
public final class KeyHash {
    /** How deep a key may be nested: one that contains itself is endless. */
    private static final int MOST_LEVELS = 64;

    /** How many values a key may hold, so that its hash takes milliseconds at the most. */
    private static final int MOST_VALUES = 1 << 20;

    /** Which classes have no hash of their own, but one that differs from object to object. */
    private static final ClassValue<Boolean> BY_IDENTITY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("hashCode").getDeclaringClass() == Object.class;
            } catch (NoSuchMethodException e) {
                throw new AssertionError("every class has hashCode", e);
            }
        }
    };

    private final Object key;
    private int level;
    private int values;

    private KeyHash(Object key) {
        this.key = key;
    }

    /**
     * A key's hash, never 0.
     *
     * @param key with {@code equals} and {@code hashCode} by value
     * @return the hash
     * @throws IllegalArgumentException if the hash of the key, or of something in it, differs from object to object, or if
     *     it holds too much or itself
     */
    public static long of(Object key) {
        long hash = mix(new KeyHash(key).raw(key));
        return hash == 0 ? 1 : hash;
    }

    private long raw(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return text(text);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof UUID id) {
            return id.getMostSignificantBits() ^ mix(id.getLeastSignificantBits());
        }
        if (value instanceof Enum<?> constant) {
            return text(constant.name());
        }
        if (++values > MOST_VALUES || ++level > MOST_LEVELS) {
            throw tooMuch();
        }
        long hash = within(value);
        level--;
        return hash;
    }

    private long within(Object value) {
        if (value instanceof List<?> list) {
            return inOrder(list);
        }
        if (value instanceof Set<?> set) {
            return inAnyOrder(set);
        }
        if (value instanceof Map<?, ?> map) {
            return inAnyOrder(map.entrySet());
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return 31 * mix(raw(entry.getKey())) + mix(raw(entry.getValue()));
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? mix(raw(optional.get())) : 0;
        }
        List<@Nullable Object> components = value instanceof Record own ? RecordParts.of(own) : null;
        return components == null ? own(value) : inOrder(components);
    }

    private long own(Object value) {
        Class<?> type = value.getClass();
        if (BY_IDENTITY.get(type)) {
            throw new IllegalArgumentException(
                    (value == key ? "the key is a " : described() + " holds a ") + type.getTypeName()
                            + ", whose hashCode is that of Object, so that equal keys would have different hashes: use a"
                            + " String, a number, a record, a List, or a class with equals and hashCode of its own");
        }
        return value.hashCode();
    }

    private long inOrder(Collection<? extends @Nullable Object> parts) {
        long hash = parts.size();
        for (Object part : parts) {
            hash = 31 * hash + mix(raw(part));
        }
        return hash;
    }

    private long inAnyOrder(Collection<? extends @Nullable Object> parts) {
        long hash = parts.size();
        for (Object part : parts) {
            hash += mix(raw(part));
        }
        return hash;
    }

    private IllegalArgumentException tooMuch() {
        return new IllegalArgumentException(described() + " holds "
                + (level > MOST_LEVELS
                        ? "itself, or is nested more than " + MOST_LEVELS + " levels deep"
                        : "more than " + MOST_VALUES + " values")
                + ": use something smaller that tells tasks apart, such as a String or a number");
    }

    /** Without its {@code toString}, which may not end either. */
    private String described() {
        return "the key, a " + key.getClass().getTypeName() + ",";
    }

    private static long text(CharSequence text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    /**
     * Spreads the bits of a number over all of it.
     *
     * @see <a href="https://zimbry.blogspot.com/2011/09/better-bit-mixing-improving-on.html">David Stafford: Better Bit
     *     Mixing, mix 13</a>
     */
    static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
