package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.TagLayout;
import dev.procession.core.error.DecodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads, or steps over, the values that have a tag of their own. Runs no user code. */
public final class TaggedDecoder {
    private TaggedDecoder() {}

    /**
     * Reads the content that follows a tag.
     *
     * @param tag one for which {@link TagLayout#isFast} holds
     * @param source positioned after it
     * @return the value
     */
    public static @Nullable Object read(int tag, ByteSource source) {
        return read(tag, source, 1);
    }

    private static @Nullable Object read(int tag, ByteSource source, int depth) {
        return switch (tag) {
            case TagLayout.NULL -> null;
            case TagLayout.FALSE -> false;
            case TagLayout.TRUE -> true;
            case TagLayout.INTEGER -> source.readZigZagInt();
            case TagLayout.STRING -> Texts.read(source);
            case TagLayout.LONG -> source.readZigZagLong();
            case TagLayout.DOUBLE -> source.readDouble();
            case TagLayout.BYTE -> source.readByte();
            case TagLayout.SHORT -> source.readShort();
            case TagLayout.CHARACTER -> (char) source.readShort();
            case TagLayout.FLOAT -> source.readFloat();
            case TagLayout.STRINGS -> readStrings(source);
            case TagLayout.ARRAY_LIST, TagLayout.FIXED_LIST, TagLayout.SHORT_LIST, TagLayout.IMMUTABLE_LIST ->
                readList(tag, source, depth);
            default -> PrimitiveArrays.read(tag, source);
        };
    }

    private static @Nullable String[] readStrings(ByteSource source) {
        @Nullable String[] strings = new String[source.readCount(1)];
        for (int i = 0; i < strings.length; i++) {
            int start = source.position();
            int tag = source.readByte();
            if (tag == TagLayout.STRING) {
                strings[i] = Texts.read(source);
            } else if (tag != TagLayout.NULL) {
                throw new DecodingException("At byte " + start + ": tag " + tag + " is no String of a String[]");
            }
        }
        return strings;
    }

    private static List<?> readList(int tag, ByteSource source, int depth) {
        int start = source.position();
        int packing = source.readByte();
        int count = source.readCount(packing == TagLayout.PACKED_DOUBLES ? Double.BYTES : 1);
        @Nullable Object[] elements = new Object[count];
        switch (packing) {
            case TagLayout.PACKED_NOT -> readElements(elements, source, depth);
            case TagLayout.PACKED_INTEGERS -> {
                for (int i = 0; i < count; i++) {
                    elements[i] = source.readZigZagInt();
                }
            }
            case TagLayout.PACKED_LONGS -> {
                for (int i = 0; i < count; i++) {
                    elements[i] = source.readZigZagLong();
                }
            }
            case TagLayout.PACKED_DOUBLES -> {
                for (int i = 0; i < count; i++) {
                    elements[i] = source.readDouble();
                }
            }
            case TagLayout.PACKED_STRINGS -> {
                for (int i = 0; i < count; i++) {
                    elements[i] = Texts.read(source);
                }
            }
            default -> throw unknownPacking(packing, start);
        }
        return toList(tag, elements, start);
    }

    private static void readElements(@Nullable Object[] elements, ByteSource source, int depth) {
        for (int i = 0; i < elements.length; i++) {
            int tag = elementTag(source, depth);
            elements[i] = read(tag, source, depth + 1);
        }
    }

    private static int elementTag(ByteSource source, int depth) {
        int start = source.position();
        int tag = source.readByte() & 0xFF;
        if (!TagLayout.isFast(tag) || (tag >= TagLayout.ARRAY_LIST && depth >= TagLayout.MAX_LIST_DEPTH)) {
            throw new DecodingException("At byte " + start + ": tag " + tag + " cannot stand at level " + depth
                    + " of a list, of at most " + TagLayout.MAX_LIST_DEPTH);
        }
        return tag;
    }

    private static List<?> toList(int tag, @Nullable Object[] elements, int start) {
        if (tag == TagLayout.ARRAY_LIST) {
            return new ArrayList<>(Arrays.asList(elements));
        } else if (tag == TagLayout.FIXED_LIST) {
            return Arrays.asList(elements);
        } else if (tag == TagLayout.IMMUTABLE_LIST) {
            return Arrays.stream(elements).toList();
        }
        return switch (elements.length) {
            case 0 -> List.of();
            case 1 -> List.of(present(elements[0], start));
            case 2 -> List.of(present(elements[0], start), present(elements[1], start));
            default ->
                throw new DecodingException(
                        "At byte " + start + ": a list of at most 2 elements has " + elements.length);
        };
    }

    private static Object present(@Nullable Object element, int start) {
        if (element == null) {
            throw new DecodingException("At byte " + start + ": null in a list that holds none");
        }
        return element;
    }

    private static DecodingException unknownPacking(int packing, int start) {
        return new DecodingException("At byte " + start + ": no packing of a list has number " + packing);
    }

    /**
     * Steps over the content that follows a tag.
     *
     * @param tag one for which {@link TagLayout#isFast} holds
     * @param source positioned after it
     */
    public static void skip(int tag, ByteSource source) {
        skip(tag, source, 1);
    }

    private static void skip(int tag, ByteSource source, int depth) {
        switch (tag) {
            case TagLayout.NULL, TagLayout.FALSE, TagLayout.TRUE -> {}
            case TagLayout.BYTE -> source.skip(1);
            case TagLayout.SHORT, TagLayout.CHARACTER -> source.skip(2);
            case TagLayout.INTEGER -> source.readVarInt();
            case TagLayout.LONG -> source.readVarLong();
            case TagLayout.FLOAT -> source.skip(4);
            case TagLayout.DOUBLE -> source.skip(8);
            case TagLayout.STRING -> Texts.skip(source);
            case TagLayout.STRINGS -> skipElements(source, TagLayout.MAX_LIST_DEPTH);
            case TagLayout.ARRAY_LIST, TagLayout.FIXED_LIST, TagLayout.SHORT_LIST, TagLayout.IMMUTABLE_LIST ->
                skipList(source, depth);
            default -> PrimitiveArrays.skip(tag, source);
        }
    }

    private static void skipElements(ByteSource source, int depth) {
        int count = source.readCount(1);
        for (int i = 0; i < count; i++) {
            int tag = elementTag(source, depth);
            skip(tag, source, depth + 1);
        }
    }

    private static void skipList(ByteSource source, int depth) {
        int start = source.position();
        int packing = source.readByte();
        if (packing == TagLayout.PACKED_NOT) {
            skipElements(source, depth);
            return;
        }
        if (packing < TagLayout.PACKED_NOT || packing > TagLayout.PACKED_STRINGS) {
            throw unknownPacking(packing, start);
        }
        int count = source.readCount(packing == TagLayout.PACKED_DOUBLES ? Double.BYTES : 1);
        for (int i = 0; i < count; i++) {
            switch (packing) {
                case TagLayout.PACKED_INTEGERS -> source.readVarInt();
                case TagLayout.PACKED_LONGS -> source.readVarLong();
                case TagLayout.PACKED_DOUBLES -> source.skip(Double.BYTES);
                default -> Texts.skip(source);
            }
        }
    }
}
