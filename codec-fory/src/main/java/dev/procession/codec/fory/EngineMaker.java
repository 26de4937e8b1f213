package dev.procession.codec.fory;

import org.apache.fory.Fory;
import org.apache.fory.config.CompatibleMode;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.ArraySerializers;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes ready instances of Fory: no code generated, no thread begun, and a serializer of ours before or in place of each of its own.
 */
final class EngineMaker {
    private static final int ENVELOPE_ID = 0;
    private static final int FIRST_ENUM_ID = 1;
    private static final int FIRST_LISTED_ID = 32;

    private final AllowList list;

    EngineMaker(AllowList list) {
        this.list = list;
    }

    /** Fory begins a thread for all its instances, which is not to keep the loader of whoever came first. */
    Engine make() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Fory.class.getClassLoader());
        try {
            return ready();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Engine ready() {
        Gate gate = new Gate();
        Fory fory = build(gate);
        ClassResolver resolver = (ClassResolver) fory.getTypeResolver();
        restrict(resolver, gate);
        register(fory, Envelope.class, ENVELOPE_ID, new EnvelopeSerializer(resolver));
        int id = FIRST_ENUM_ID;
        for (Class<?> type : JdkTypes.ENUMS) {
            register(fory, type, id++, new ConstantSerializer(type, resolver, gate));
        }
        id = FIRST_LISTED_ID;
        for (ClassShape shape : list.shapes()) {
            if (!JdkTypes.ENUMS.contains(shape.type())) {
                register(fory, shape.type(), id++, serializerOf(shape, resolver, gate));
            }
        }
        return new Engine(gate, fory);
    }

    private Fory build(Gate gate) {
        return Fory.builder()
                .withXlang(false)
                .withCompatibleMode(CompatibleMode.SCHEMA_CONSISTENT)
                .withRefTracking(true)
                .requireClassRegistration(true)
                .withCodegen(false)
                .withAsyncCompilation(false)
                .registerGuavaTypes(false)
                .withDeserializeUnknownClass(false)
                .withClassLoader(list.codec().getClassLoader())
                .withMaxDepth(Gate.MOST_DEPTH + 2)
                .withMaxGraphMemoryBytes(EnvelopeSerializer.FORY_LIMIT)
                .withMaxUnbackedContainerItems(0)
                .withSerializerFactory((resolver, type) -> inPlaceOfNone(type, resolver, gate))
                .build();
    }

    private static void register(Fory fory, Class<?> type, int id, Serializer<?> serializer) {
        fory.register(type, id);
        fory.registerSerializer(type, serializer);
    }

    private Serializer<?> serializerOf(ClassShape shape, TypeResolver resolver, Gate gate) {
        if (shape.type().isEnum()) {
            return new ConstantSerializer(shape.type(), resolver, gate);
        }
        return shape.type().isRecord()
                ? new RecordSerializer(shape, resolver, list, gate)
                : new PlainSerializer(shape, resolver, list, gate);
    }

    /** Of what Fory knows by itself, all that we do not name is made to refuse, and containers are looked through. */
    private void restrict(ClassResolver resolver, Gate gate) {
        for (Class<?> type : resolver.getRegisteredClasses()) {
            Serializer<?> ours = inPlaceOfForys(type, resolver, gate);
            if (ours != null) {
                resolver.registerInternalSerializer(type, ours);
            }
        }
    }

    /** Null if Fory's own is left in its place. */
    private @Nullable Serializer<?> inPlaceOfForys(Class<?> type, ClassResolver resolver, Gate gate) {
        Class<?> element = JdkTypes.elementOf(type);
        if (type == JdkTypes.IMMUTABLE_LIST || type == JdkTypes.ARRAY_AS_LIST) {
            return new FixedListSerializer(type, resolver, list, gate);
        } else if (!JdkTypes.isKnown(element)) {
            return new RefusingSerializer(type, resolver.getConfig());
        } else if (JdkTypes.isContainer(type) || Object[].class.isAssignableFrom(type)) {
            return new ContainerSerializer(type, resolver.getSerializer(type), resolver, list, gate);
        } else {
            return null;
        }
    }

    /** What nobody registered: arrays of what may travel, enum sets, and nothing else. */
    private @Nullable Serializer<?> inPlaceOfNone(Class<?> type, TypeResolver resolver, Gate gate) {
        if (type.isArray() && Permits.allows(type, list)) {
            Serializer<?> fory = new ArraySerializers.ObjectArraySerializer(resolver, type);
            return new ContainerSerializer(type, fory, resolver, list, gate);
        }
        if (JdkTypes.isContainer(type)) {
            return null;
        }
        throw new NotAllowedException(type);
    }
}
