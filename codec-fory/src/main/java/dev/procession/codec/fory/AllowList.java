package dev.procession.codec.fory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.fory.Fory;

/**
 * The classes that a codec carries, by name, which numbers them: the same list is the same numbers, in whatever order it was
 * written down.
 */
final class AllowList {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Class<?> codec;
    private final List<ClassShape> shapes;
    private final Set<Class<?>> classes;

    private AllowList(Class<?> codec, List<ClassShape> shapes, Set<Class<?>> classes) {
        this.codec = codec;
        this.shapes = shapes;
        this.classes = classes;
    }

    /** Looks at each class; throws IllegalArgumentException for one that cannot be carried. */
    static AllowList of(Class<?> codec, List<Class<?>> classes) {
        if (classes.isEmpty()) {
            throw new IllegalArgumentException(codec.getName()
                    + " lists no class: write super(Order.class, Item.class) with those that it is to carry");
        }
        Set<Class<?>> seen = new HashSet<>();
        TreeMap<String, Class<?>> byName = new TreeMap<>();
        for (Class<?> type : classes) {
            requireFit(codec, type);
            if (!seen.add(type)) {
                throw new IllegalArgumentException(codec.getName() + " lists " + type.getName() + " twice");
            }
            if (byName.put(type.getName(), type) != null) {
                throw new IllegalArgumentException(
                        codec.getName() + " lists two classes named " + type.getName() + ", of two class loaders");
            }
        }
        List<ClassShape> shapes = new ArrayList<>();
        for (Class<?> type : byName.values()) {
            shapes.add(ClassShape.of(type));
        }
        return new AllowList(codec, shapes, seen);
    }

    private static void requireFit(Class<?> codec, Class<?> type) {
        String objection = Eligibility.objectionTo(Objects.requireNonNull(type, "a class on a codec's list is null"));
        if (!objection.isEmpty()) {
            throw new IllegalArgumentException(codec.getName() + " lists " + type.getTypeName()
                    + ", which cannot travel by Fory: " + objection
                    + ". Take it off the list: what does not travel by Fory does by Java serialization");
        }
    }

    /** The codec whose list it is, for messages. */
    Class<?> codec() {
        return codec;
    }

    List<ClassShape> shapes() {
        return shapes;
    }

    boolean contains(Class<?> type) {
        return classes.contains(type);
    }

    /** A number of the names, the fields and Fory's version, to be compared between two processes: FNV-1a, no secret. */
    String print() {
        Package fory = Fory.class.getPackage();
        long hash = add(FNV_OFFSET, String.valueOf(fory == null ? null : fory.getImplementationVersion()));
        for (ClassShape shape : shapes) {
            hash = add(hash, shape.description());
        }
        return Long.toHexString(hash);
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return (sum ^ '\n') * FNV_PRIME;
    }
}
