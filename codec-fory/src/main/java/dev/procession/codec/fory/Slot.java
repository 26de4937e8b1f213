package dev.procession.codec.fory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.TypeInfoHolder;
import org.apache.fory.resolver.TypeResolver;
import org.jspecify.annotations.Nullable;

/**
 * One field of a listed class. It is read and written by method handles of the field's own type, so what bytes put into it is
 * checked by the JVM: Fory's own serializers store references without a check before Java 25, with which bytes could make an
 * object of one class pass for another's.
 */
final class Slot {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final String name;
    private final Kind kind;
    private final MethodHandle getter;
    private final @Nullable MethodHandle setter;
    private final Permits permits;
    private final TypeInfoHolder written;
    private final TypeInfoHolder read;

    /** How a field travels. */
    private enum Kind {
        BOOLEAN(boolean.class),
        BYTE(byte.class),
        SHORT(short.class),
        CHAR(char.class),
        INT(int.class),
        LONG(long.class),
        FLOAT(float.class),
        DOUBLE(double.class),
        TEXT(Object.class),
        REFERENCE(Object.class);

        private final Class<?> carrier;

        Kind(Class<?> carrier) {
            this.carrier = carrier;
        }

        static Kind of(Class<?> type) {
            for (Kind kind : values()) {
                if (kind.carrier == type && type.isPrimitive()) {
                    return kind;
                }
            }
            return type == String.class ? TEXT : REFERENCE;
        }
    }

    /** A slot for a field, which is not set if it is a record's. */
    Slot(Field field, TypeResolver resolver, Permits permits) {
        this.permits = permits;
        name = field.getName();
        kind = Kind.of(field.getType());
        written = resolver.nilTypeInfoHolder();
        read = resolver.nilTypeInfoHolder();
        try {
            Reflection.open(field);
            getter = LOOKUP.unreflectGetter(field).asType(MethodType.methodType(kind.carrier, Object.class));
            setter = field.getDeclaringClass().isRecord()
                    ? null
                    : LOOKUP.unreflectSetter(field)
                            .asType(MethodType.methodType(void.class, Object.class, kind.carrier));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Field " + field + " cannot be reached: " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    void write(WriteContext context, MemoryBuffer buffer, Object owner) throws Throwable {
        switch (kind) {
            case BOOLEAN -> buffer.writeBoolean((boolean) getter.invokeExact(owner));
            case BYTE -> buffer.writeByte((byte) getter.invokeExact(owner));
            case SHORT -> buffer.writeInt16((short) getter.invokeExact(owner));
            case CHAR -> buffer.writeChar((char) getter.invokeExact(owner));
            case INT -> buffer.writeVarInt32((int) getter.invokeExact(owner));
            case LONG -> buffer.writeVarInt64((long) getter.invokeExact(owner));
            case FLOAT -> buffer.writeFloat32((float) getter.invokeExact(owner));
            case DOUBLE -> buffer.writeFloat64((double) getter.invokeExact(owner));
            case TEXT -> context.writeStringRef((String) (Object) getter.invokeExact(owner));
            case REFERENCE -> {
                Object value = (Object) getter.invokeExact(owner);
                permits.check(value);
                context.writeRef(value, written);
            }
        }
    }

    /** Reads the value and stores it. */
    void readInto(ReadContext context, MemoryBuffer buffer, Object owner) throws Throwable {
        MethodHandle set = setter;
        if (set == null) {
            throw new IllegalStateException("component " + name + " of a record is set by its constructor alone");
        }
        switch (kind) {
            case BOOLEAN -> set.invokeExact(owner, buffer.readBoolean());
            case BYTE -> set.invokeExact(owner, buffer.readByte());
            case SHORT -> set.invokeExact(owner, buffer.readInt16());
            case CHAR -> set.invokeExact(owner, buffer.readChar());
            case INT -> set.invokeExact(owner, buffer.readVarInt32());
            case LONG -> set.invokeExact(owner, buffer.readVarInt64());
            case FLOAT -> set.invokeExact(owner, buffer.readFloat32());
            case DOUBLE -> set.invokeExact(owner, buffer.readFloat64());
            case TEXT -> set.invokeExact(owner, (Object) context.readStringRef());
            case REFERENCE -> set.invokeExact(owner, Unfinished.checked(context.readRef(read)));
        }
    }

    /** Reads the value. */
    @Nullable
    Object read(ReadContext context, MemoryBuffer buffer) {
        return switch (kind) {
            case BOOLEAN -> buffer.readBoolean();
            case BYTE -> buffer.readByte();
            case SHORT -> buffer.readInt16();
            case CHAR -> buffer.readChar();
            case INT -> buffer.readVarInt32();
            case LONG -> buffer.readVarInt64();
            case FLOAT -> buffer.readFloat32();
            case DOUBLE -> buffer.readFloat64();
            case TEXT -> context.readStringRef();
            case REFERENCE -> Unfinished.checked(context.readRef(read));
        };
    }
}
