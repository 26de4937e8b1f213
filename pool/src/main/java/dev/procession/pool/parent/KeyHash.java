package dev.procession.pool.parent;

import java.util.UUID;

/** Hashes keys to 64 bits, the same in every run for strings, numbers, enums, UUIDs and lists and records of such. */
public final class KeyHash {
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

    private KeyHash() {}

    /**
     * A key's hash, never 0.
     *
     * @param key with {@code equals} and {@code hashCode} by value
     * @return the hash
     * @throws IllegalArgumentException if the key's hash differs from object to object
     */
    public static long of(Object key) {
        long hash = mix(raw(key));
        return hash == 0 ? 1 : hash;
    }

    private static long raw(Object key) {
        if (key instanceof CharSequence text) {
            return text(text);
        }
        if (key instanceof Long || key instanceof Integer || key instanceof Short || key instanceof Byte) {
            return ((Number) key).longValue();
        }
        if (key instanceof UUID id) {
            return id.getMostSignificantBits() ^ mix(id.getLeastSignificantBits());
        }
        if (key instanceof Enum<?> constant) {
            return text(constant.name());
        }
        if (BY_IDENTITY.get(key.getClass())) {
            throw new IllegalArgumentException("the key is a " + key.getClass().getTypeName()
                    + ", whose hashCode is that of Object, so that equal keys would have different hashes: use a String, a"
                    + " number, a record, a List, or a class with equals and hashCode of its own");
        }
        return key.hashCode();
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
