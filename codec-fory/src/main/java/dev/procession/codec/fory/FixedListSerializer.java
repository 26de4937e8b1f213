package dev.procession.codec.fory;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.TypeInfoHolder;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Lists that cannot grow, where Fory's own serializers fail: on a null in what {@code Stream.toList} makes, and on an array of
 * an interface behind {@code Arrays.asList}, which here becomes one of objects.
 */
final class FixedListSerializer extends Serializer<Object> {
    private static final int LIST_BYTES = 40;
    private static final int REFERENCE_BYTES = 8;

    private final Gate gate;
    private final AllowList list;
    private final TypeInfoHolder written;
    private final TypeInfoHolder read;

    FixedListSerializer(Class<?> type, TypeResolver resolver, AllowList list, Gate gate) {
        super(resolver.getConfig(), Names.erased(type));
        this.gate = gate;
        this.list = list;
        written = resolver.nilTypeInfoHolder();
        read = resolver.nilTypeInfoHolder();
    }

    @Override
    public void write(WriteContext context, Object value) {
        Gate.checkDepth(context);
        List<?> elements = (List<?>) value;
        context.getBuffer().writeVarUInt32(elements.size());
        Elements.write(value, new Permits(list), () -> elements.forEach(element -> context.writeRef(element, written)));
    }

    @Override
    public Object read(ReadContext context) {
        gate.checkDepth(context);
        Unfinished.markHere(context);
        MemoryBuffer buffer = context.getBuffer();
        int count = buffer.readVarUInt32();
        if (count < 0 || count > buffer.remaining()) {
            throw RefusedException.because("a list of " + Integer.toUnsignedString(count)
                    + " elements is announced, and " + buffer.remaining() + " bytes are left");
        }
        context.reserveGraphMemory(LIST_BYTES + (long) REFERENCE_BYTES * count);
        @Nullable Object[] elements = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            elements[i] = Unfinished.checked(context.readRef(read));
        }
        if (type != JdkTypes.IMMUTABLE_LIST) {
            return Arrays.asList(elements);
        }
        boolean isFull = Arrays.stream(elements).allMatch(Objects::nonNull);
        return isFull ? List.of(elements) : Arrays.stream(elements).toList();
    }
}
