package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.TagLayout;
import org.jspecify.annotations.Nullable;

/** Writes the values that have a tag of their own. Runs no user code. */
public final class TaggedEncoder {
    private TaggedEncoder() {}

    /**
     * Writes a value if it has a tag of its own.
     *
     * @param value any value
     * @param sink where to; nothing is left in it when the answer is false
     * @return false when the value has none, or is a list that holds such a value
     */
    public static boolean write(@Nullable Object value, ByteSink sink) {
        if (value == null) {
            sink.writeByte(TagLayout.NULL);
            return true;
        }
        int tag = Tags.of(value.getClass());
        if (tag == Tags.NONE) {
            return false;
        }
        if (tag < TagLayout.ARRAY_LIST) {
            writeLeaf(tag, value, sink);
            return true;
        }
        return new ListWriter(sink).write(tag, value);
    }

    /** Writes tag and content of a value that is no list. */
    static void writeLeaf(int tag, Object value, ByteSink sink) {
        if (tag == Tags.BOOLEAN) {
            sink.writeByte((Boolean) value ? TagLayout.TRUE : TagLayout.FALSE);
            return;
        }
        sink.writeByte(tag);
        switch (tag) {
            case TagLayout.INTEGER -> sink.writeZigZagInt((Integer) value);
            case TagLayout.STRING -> Texts.write((String) value, sink);
            case TagLayout.LONG -> sink.writeZigZagLong((Long) value);
            case TagLayout.DOUBLE -> sink.writeDouble((Double) value);
            case TagLayout.BYTE -> sink.writeByte((Byte) value);
            case TagLayout.SHORT -> sink.writeShort((Short) value);
            case TagLayout.CHARACTER -> sink.writeShort((Character) value);
            case TagLayout.FLOAT -> sink.writeFloat((Float) value);
            case TagLayout.STRINGS -> writeStrings((String[]) value, sink);
            default -> PrimitiveArrays.write(tag, value, sink);
        }
    }

    private static void writeStrings(@Nullable String[] values, ByteSink sink) {
        sink.writeVarInt(values.length);
        for (String value : values) {
            if (value == null) {
                sink.writeByte(TagLayout.NULL);
            } else {
                sink.writeByte(TagLayout.STRING);
                Texts.write(value, sink);
            }
        }
    }
}
