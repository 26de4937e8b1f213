package dev.procession.pool.parent;

import dev.procession.core.classes.ClassSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.EncodedFunction;
import dev.procession.core.codec.FunctionCodec;
import dev.procession.core.error.EncodingException;
import java.io.Serializable;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The functions that the pool has met. One that captures nothing is encoded once and found again by its class; one that
 * captures is encoded at each submit, for its captures may have changed, and found again by the digest of its bytes.
 */
final class FunctionCatalog {
    /** How many functions are remembered of each kind; then all are forgotten, which costs an encoding each. */
    private static final int MOST = 1024;

    private final FunctionCodec codec;
    private final ClassFilter filter;
    private final ClassSource classes = new ClassSource();
    private final ConcurrentMap<Class<?>, PackedFunction> byClass = new ConcurrentHashMap<>();
    private final ConcurrentMap<BigInteger, PackedFunction> byDigest = new ConcurrentHashMap<>();

    FunctionCatalog(Codecs codecs, ClassFilter filter) {
        codec = new FunctionCodec(codecs);
        this.filter = filter;
        classes.add(Thread.currentThread().getContextClassLoader());
    }

    /** The classes that workers cannot find on their class path: those of the loaders of functions. */
    ClassSource classes() {
        return classes;
    }

    /**
     * Packs a function for shipping.
     *
     * @throws EncodingException if it cannot be encoded; the message names the field
     */
    PackedFunction pack(Serializable function) {
        Objects.requireNonNull(function, "the function is null");
        classes.changed().ifPresent(FunctionCatalog::refuse);
        PackedFunction known = byClass.get(function.getClass());
        return known != null ? known : packAnew(function);
    }

    /** A worker cannot forget a class: it would go on with the old one and say nothing. */
    private static void refuse(String changed) {
        throw new EncodingException("The workers of this pool have loaded the class " + changed
                + " and keep it as it was then; it has been redefined since: build the pool anew");
    }

    private PackedFunction packAnew(Serializable function) {
        filter.allowSourceOf(function.getClass());
        classes.add(function.getClass().getClassLoader());
        EncodedFunction encoded = codec.encode(function);
        PackedFunction packed = new PackedFunction(
                encoded.bytes(), encoded.capturesNothing(), encoded.description(), results(function.getClass()));
        if (encoded.capturesNothing()) {
            return remember(byClass, function.getClass(), packed);
        }
        return remember(byDigest, digest(encoded.bytes()), packed);
    }

    private DecodeContext results(Class<?> functionClass) {
        ClassLoader loader = functionClass.getClassLoader();
        return new DecodeContext(loader != null ? loader : ClassLoader.getSystemClassLoader(), filter);
    }

    private static <K> PackedFunction remember(ConcurrentMap<K, PackedFunction> map, K key, PackedFunction packed) {
        if (map.size() >= MOST) {
            map.clear();
        }
        PackedFunction earlier = map.putIfAbsent(key, packed);
        return earlier != null ? earlier : packed;
    }

    private static BigInteger digest(byte[] bytes) {
        try {
            return new BigInteger(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
