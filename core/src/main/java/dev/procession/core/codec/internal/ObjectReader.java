package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object stream that makes only what a {@link ClassFilter} allows, with the classes of a given loader. */
final class ObjectReader extends ObjectInputStream {
    /** Collections ask for up to four times what they hold; an element takes a byte at least. */
    private static final int ARRAY_FACTOR = 4;

    private static final int ARRAY_FLOOR = 1024;

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "short", short.class,
            "char", char.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class,
            "void", void.class);

    private final DecodeContext context;
    private final long longestArray;
    private final List<String> named = new ArrayList<>(4);
    private @Nullable Refusal refusal;

    /** Reads the header of the stream. */
    ObjectReader(ByteSource source, DecodeContext context) throws IOException {
        super(source.asInputStream());
        this.context = context;
        this.longestArray = ARRAY_FLOOR + (long) ARRAY_FACTOR * source.remaining();
        ObjectInputFilter ofThisJvm = getObjectInputFilter();
        setObjectInputFilter(
                new ObjectInputFilter() { // no lambda: a child that starts would pay for it
                    @Override
                    public Status checkInput(FilterInfo info) {
                        return check(info, ofThisJvm);
                    }
                });
    }

    DecodeContext context() {
        return context;
    }

    /** Why the filter said no, or null if it did not. */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** The classes that the stream has named, in that order. */
    List<String> named() {
        return named;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException, IOException {
        String name = description.getName();
        named.add(name);
        Class<?> primitive = PRIMITIVES.get(name);
        if (primitive != null) {
            return primitive;
        }
        if (context.filter().isRefusedByName(name)) {
            throw refuse(name);
        }
        return Class.forName(name, false, context.loader());
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException, IOException {
        if (context.filter().isRefusedByName("java.lang.reflect.Proxy")) {
            throw refuse("java.lang.reflect.Proxy");
        }
        Class<?>[] resolved = new Class<?>[interfaces.length];
        for (int i = 0; i < interfaces.length; i++) {
            resolved[i] = Class.forName(interfaces[i], false, context.loader());
        }
        return Proxies.of(context.loader(), resolved);
    }

    private InvalidClassException refuse(String className) {
        refusal = Refusal.ofClass(className);
        return new InvalidClassException(className, "refused");
    }

    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info, @Nullable ObjectInputFilter ofThisJvm) {
        Refusal found = find(info);
        if (found == null && ofThisJvm != null && ofThisJvm.checkInput(info) == ObjectInputFilter.Status.REJECTED) {
            found = Refusal.ofLimit("the filter of this JVM (jdk.serialFilter) refused "
                    + (info.serialClass() == null
                            ? "the size of the object graph"
                            : info.serialClass().getName()));
        }
        if (found == null) {
            return ObjectInputFilter.Status.ALLOWED;
        }
        refusal = found;
        return ObjectInputFilter.Status.REJECTED;
    }

    private @Nullable Refusal find(ObjectInputFilter.FilterInfo info) {
        ClassFilter filter = context.filter();
        if (info.depth() > filter.maxDepth()) {
            return Refusal.ofLimit("objects lie more than " + filter.maxDepth()
                    + " deep inside each other; send a list or an array in the stead of a chain");
        }
        if (info.references() > filter.maxReferences()) {
            return Refusal.ofLimit("more than " + filter.maxReferences() + " objects");
        }
        if (info.arrayLength() > longestArray) {
            return Refusal.ofLimit("an array of " + info.arrayLength() + " elements in so few bytes");
        }
        Class<?> type = info.serialClass();
        return type == null || filter.allows(type) ? null : Refusal.ofClass(type.getName());
    }
}
