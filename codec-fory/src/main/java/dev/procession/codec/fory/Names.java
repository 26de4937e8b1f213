package dev.procession.codec.fory;

/** Classes as Fory's generics want them. */
final class Names {
    private Names() {}

    /** A class of we do not know what, as one of objects. */
    @SuppressWarnings("unchecked") // Fory only ever hands objects of it to the serializer
    static Class<Object> erased(Class<?> type) {
        return (Class<Object>) type;
    }
}
