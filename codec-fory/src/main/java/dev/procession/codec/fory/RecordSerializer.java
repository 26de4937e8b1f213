package dev.procession.codec.fory;

import java.lang.invoke.MethodHandle;
import org.apache.fory.context.ReadContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.TypeResolver;
import org.jspecify.annotations.Nullable;

/** Records: made by their constructor, which checks what it was given, once all components are there. */
final class RecordSerializer extends ListedSerializer {
    private final MethodHandle constructor;

    RecordSerializer(ClassShape shape, TypeResolver resolver, AllowList list, Gate gate) {
        super(shape, resolver, list, gate);
        constructor = Reflection.constructorOf(shape.type());
    }

    @Override
    public Object read(ReadContext context) {
        admit(context);
        Unfinished.markHere(context);
        @Nullable Object[] components = new @Nullable Object[size()];
        MemoryBuffer buffer = context.getBuffer();
        for (int i = 0; i < components.length; i++) {
            components[i] = slot(i).read(context, buffer);
        }
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Throwable e) {
            throw Failures.unchecked(e);
        }
    }
}
