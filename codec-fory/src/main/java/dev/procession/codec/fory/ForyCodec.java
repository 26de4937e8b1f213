package dev.procession.codec.fory;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codec;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries objects of the classes that a subclass lists, and collections of them, by Apache Fory; all else goes as before.
 * The subclass is public, has a public constructor without arguments, and is named in
 * {@code META-INF/services/dev.procession.core.codec.Codec}:
 *
 * <pre>{@code
 * public final class ShopCodec extends ForyCodec {
 *     public ShopCodec() {
 *         super(Order.class, Item.class, Status.class);
 *     }
 * }
 * }</pre>
 *
 * <ul>
 *   <li>Listed are records, enums and plain classes; they need not be serializable. A class is not listed by its superclass, an
 *       interface or a package. Arrays of listed classes are included.
 *   <li>Inside their objects may stand objects of the list and values and collections of the JDK, and nothing else: the rest
 *       fails on encoding, with the path to it, and is never made on decoding.
 *   <li>An object in two places, and a cycle, comes back as such, except that strings and boxed values are not one object
 *       again, and that a cycle through a record or an immutable collection is refused.
 *   <li>Both sides have to have the same list, classes with the same fields, and the same version of Fory: else they part with an
 *       error that names both, before a task is sent.
 *   <li>On decoding, the class has to be accepted by the pool, too ({@code allowResults}), as with any codec.
 * </ul>
 *
 * <p>Thread-safe. Nothing of Fory is loaded before the first value.
 */
public abstract class ForyCodec implements Codec {
    private final AllowList list;
    private final Cargo cargo;
    private final String name;

    /** Made for the first value: a worker that gets none loads nothing of Fory's. */
    private volatile @Nullable Engines engines;

    /**
     * A codec for these classes.
     *
     * @param classes records, enums and plain classes, in any order
     * @throws IllegalArgumentException if one of them cannot be carried; the message says which, why and what to do
     */
    protected ForyCodec(Class<?>... classes) {
        this(List.of(classes));
    }

    /**
     * A codec for these classes.
     *
     * @param classes records, enums and plain classes, in any order
     * @throws IllegalArgumentException if one of them cannot be carried; the message says which, why and what to do
     */
    protected ForyCodec(List<Class<?>> classes) {
        list = AllowList.of(getClass(), classes);
        cargo = new Cargo(list);
        name = "fory of " + getClass().getName() + " with " + classes.size() + " classes, " + list.print();
    }

    /**
     * What the two sides compare: names this class, how many classes it lists, and a number made of their names and fields and of
     * Fory's version.
     *
     * @return for instance {@code fory of com.example.ShopCodec with 3 classes, 7d1f0a3e55c2b981}
     */
    @Override
    public final String name() {
        return name;
    }

    /**
     * Whether the value is an object of a listed class, or an array, collection, map or optional of the JDK that holds some and
     * nothing that is not listed.
     */
    @Override
    public final boolean accepts(Object value) {
        return cargo.accepts(value);
    }

    /**
     * Writes the value.
     *
     * @throws EncodingException if something in it is neither listed nor a value of the JDK, with the path to it; if it is nested
     *     too deeply, or larger than the sink's limit
     */
    @Override
    public final void encode(Object value, ByteSink sink) {
        engines().encode(value, sink);
    }

    /**
     * Reads the value back.
     *
     * @throws DecodingException if the bytes make no sense, want more memory than their number accounts for, or name a class that is
     *     not on the list or that the context's filter refuses
     */
    @Override
    public final @Nullable Object decode(ByteSource source, DecodeContext context) {
        return engines().decode(source, context);
    }

    private Engines engines() {
        Engines made = engines;
        if (made == null) {
            synchronized (list) {
                made = engines;
                if (made == null) {
                    made = new Engines(list);
                    engines = made;
                }
            }
        }
        return made;
    }

    /** The codec's name. */
    @Override
    public final String toString() {
        return name;
    }
}
