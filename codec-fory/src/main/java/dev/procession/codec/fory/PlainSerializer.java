package dev.procession.codec.fory;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.apache.fory.context.ReadContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.TypeResolver;

/** Objects of a plain class: made empty and then filled, so that a cycle may lead back to them. */
final class PlainSerializer extends ListedSerializer {
    private final Constructor<?> maker;

    PlainSerializer(ClassShape shape, TypeResolver resolver, AllowList list, Gate gate) {
        super(shape, resolver, list, gate);
        maker = Reflection.makerOf(shape.type());
    }

    @Override
    public Object read(ReadContext context) {
        admit(context);
        try {
            Object made = make();
            context.reference(made);
            MemoryBuffer buffer = context.getBuffer();
            int count = size();
            for (int i = 0; i < count; i++) {
                slot(i).readInto(context, buffer, made);
            }
            return made;
        } catch (Throwable e) {
            throw Failures.unchecked(e);
        }
    }

    private Object make() throws Throwable {
        try {
            return maker.newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
