package dev.procession.codec.fory;

import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.serializer.Serializer;

/** Stands for what Fory could carry and we do not let it: lambdas, proxies, classes, exceptions and much else. */
final class RefusingSerializer extends Serializer<Object> {
    RefusingSerializer(Class<?> type, Config config) {
        super(config, Names.erased(type));
    }

    @Override
    public void write(WriteContext context, Object value) {
        throw new NotAllowedException(value.getClass());
    }

    @Override
    public Object read(ReadContext context) {
        throw new NotAllowedException(type);
    }
}
