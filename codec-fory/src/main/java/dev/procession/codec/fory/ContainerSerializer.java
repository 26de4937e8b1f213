package dev.procession.codec.fory;

import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;

/** Collections, maps, arrays of references and optionals: carried by Fory, and looked through before and after. */
final class ContainerSerializer extends Serializer<Object> {
    private final Serializer<Object> fory;
    private final AllowList list;
    private final Gate gate;

    @SuppressWarnings("unchecked") // as in Names.erased
    ContainerSerializer(Class<?> type, Serializer<?> fory, TypeResolver resolver, AllowList list, Gate gate) {
        super(resolver.getConfig(), Names.erased(type));
        this.fory = (Serializer<Object>) fory;
        this.list = list;
        this.gate = gate;
    }

    @Override
    public void write(WriteContext context, Object value) {
        Gate.checkDepth(context);
        Elements.write(value, new Permits(list), () -> fory.write(context, value));
    }

    @Override
    public Object read(ReadContext context) {
        gate.checkDepth(context);
        Unfinished.markHere(context);
        Object container = fory.read(context);
        Elements.checkFinished(container);
        return container;
    }
}
