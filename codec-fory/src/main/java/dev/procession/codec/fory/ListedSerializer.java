package dev.procession.codec.fory;

import dev.procession.core.codec.ClassFilter;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/** Carries the objects of one listed class, field by field. */
abstract class ListedSerializer extends Serializer<Object> {
    private static final int HEADER_BYTES = 16;
    private static final int REFERENCE_BYTES = 8;

    /** In their order. */
    private final Slot[] slots;

    private final Gate gate;

    /** The last filter that accepted the class: what a filter has accepted once it accepts for ever. */
    private @Nullable ClassFilter accepting;

    ListedSerializer(ClassShape shape, TypeResolver resolver, AllowList list, Gate gate) {
        super(resolver.getConfig(), Names.erased(shape.type()));
        this.slots = new Slot[shape.fields().size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(shape.fields().get(i), resolver, new Permits(list));
        }
        this.gate = gate;
    }

    final Slot slot(int index) {
        return slots[index];
    }

    final int size() {
        return slots.length;
    }

    @Override
    public final void write(WriteContext context, Object value) {
        Gate.checkDepth(context);
        MemoryBuffer buffer = context.getBuffer();
        int at = 0;
        try {
            for (; at < slots.length; at++) {
                slots[at].write(context, buffer, value);
            }
        } catch (NotAllowedException e) {
            e.throughField(slots[at].name());
            throw e;
        } catch (Throwable e) {
            throw Failures.unchecked(e);
        }
    }

    /** To be called before an object is made. */
    final void admit(ReadContext context) {
        ClassFilter filter = gate.filter();
        if (filter != accepting) {
            if (!filter.allows(type)) {
                throw RefusedException.byFilter(type);
            }
            accepting = filter;
        }
        gate.checkDepth(context);
        context.reserveGraphMemory(HEADER_BYTES + REFERENCE_BYTES * slots.length);
    }
}
