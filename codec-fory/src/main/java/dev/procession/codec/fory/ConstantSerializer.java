package dev.procession.codec.fory;

import dev.procession.core.codec.ClassFilter;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.ImmutableSerializer;

/** Constants of an enum, by their number. */
final class ConstantSerializer extends ImmutableSerializer<Object> {
    private final Gate gate;

    /** Asked for with the first constant, since that initialises the enum. */
    private Object[] constants = {};

    ConstantSerializer(Class<?> type, TypeResolver resolver, Gate gate) {
        super(resolver.getConfig(), Names.erased(type), false);
        this.gate = gate;
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // both sides have the same constants: the names of the codecs compare them
    public void write(WriteContext context, Object value) {
        context.getBuffer().writeVarUInt32(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(ReadContext context) {
        ClassFilter filter = gate.filter();
        if (!filter.allows(type)) {
            throw RefusedException.byFilter(type);
        }
        if (constants.length == 0) {
            constants = type.getEnumConstants();
        }
        int ordinal = context.getBuffer().readVarUInt32();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw RefusedException.because("constant " + Integer.toUnsignedString(ordinal) + " of " + type.getName()
                    + " is asked for, which has " + constants.length);
        }
        return constants[ordinal];
    }
}
