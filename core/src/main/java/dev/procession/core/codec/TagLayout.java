package dev.procession.core.codec;

/**
 * The first byte of every encoded value, and what follows it. Numbers are little-endian; {@code varint} is unsigned
 * LEB128; {@code zigzag} is a zig-zag varint; {@code text} is a varint {@code header = bytes << 2 | form} and then the
 * bytes, in form 0 Latin-1, 1 UTF-8, 2 UTF-16LE (strings with unpaired surrogates).
 *
 * <pre>
 *  tag   value                          content
 *  0x00  never used                     (a zeroed frame is not a value)
 *  0x01  null                           -
 *  0x02  Boolean.FALSE                  -
 *  0x03  Boolean.TRUE                   -
 *  0x04  Byte                           1 byte
 *  0x05  Short                          2 bytes
 *  0x06  Character                      2 bytes
 *  0x07  Integer                        zigzag
 *  0x08  Long                           zigzag
 *  0x09  Float                          4 bytes
 *  0x0A  Double                         8 bytes
 *  0x0B  String                         text
 *  0x10  byte[]                         varint count, 1 byte each
 *  0x11  boolean[]                      varint count, 1 byte each (0 or 1)
 *  0x12  short[]                        varint count, 2 bytes each
 *  0x13  char[]                         varint count, 2 bytes each
 *  0x14  int[]                          varint count, 4 bytes each
 *  0x15  long[]                         varint count, 8 bytes each
 *  0x16  float[]                        varint count, 4 bytes each
 *  0x17  double[]                       varint count, 8 bytes each
 *  0x18  String[]                       varint count, each: 0x01 (null) or 0x0B text
 *  0x20  java.util.ArrayList            list
 *  0x21  Arrays.asList                  list
 *  0x22  List.of, up to 2 elements      list
 *  0x23  List.of, Stream.toList         list (may hold null)
 *  0x40  protobuf message               int length, then: text class name, message bytes
 *  0x41  Java serialization             int length, then: an object stream
 *  0x42  a user's codec                 int length, then: varint number (from 0, among the user's), its bytes
 *  0x43  lambda or method reference     int length, then: lambda
 *  0x70  to 0x7F                        never written or read by Codecs: kept for marks of the pool
 *
 *  list: packing byte, varint count, elements
 *        packing 0  each a value of tag 0x01 to 0x23, at most 4 lists deep
 *        packing 1  Integers, zigzag each
 *        packing 2  Longs, zigzag each
 *        packing 3  Doubles, 8 bytes each
 *        packing 4  Strings, text each
 *
 *  lambda: the words of a java.lang.invoke.SerializedLambda, in the order of its constructor
 *        text capturing class, text interface, text its method, text that one's descriptor,
 *        1 byte kind of the implementing method, text its class, text its name, text its descriptor,
 *        text instantiated descriptor, and the captured values as a list of tag 0x21
 * </pre>
 */
public final class TagLayout {
    /** The null reference. */
    public static final int NULL = 0x01;
    /** Boolean false. */
    public static final int FALSE = 0x02;
    /** Boolean true. */
    public static final int TRUE = 0x03;
    /** A Byte. */
    public static final int BYTE = 0x04;
    /** A Short. */
    public static final int SHORT = 0x05;
    /** A Character. */
    public static final int CHARACTER = 0x06;
    /** An Integer. */
    public static final int INTEGER = 0x07;
    /** A Long. */
    public static final int LONG = 0x08;
    /** A Float. */
    public static final int FLOAT = 0x09;
    /** A Double. */
    public static final int DOUBLE = 0x0A;
    /** A String. */
    public static final int STRING = 0x0B;
    /** A byte[]. */
    public static final int BYTES = 0x10;
    /** A boolean[]. */
    public static final int BOOLEANS = 0x11;
    /** A short[]. */
    public static final int SHORTS = 0x12;
    /** A char[]. */
    public static final int CHARACTERS = 0x13;
    /** An int[]. */
    public static final int INTEGERS = 0x14;
    /** A long[]. */
    public static final int LONGS = 0x15;
    /** A float[]. */
    public static final int FLOATS = 0x16;
    /** A double[]. */
    public static final int DOUBLES = 0x17;
    /** A String[]. */
    public static final int STRINGS = 0x18;
    /** A java.util.ArrayList. */
    public static final int ARRAY_LIST = 0x20;
    /** What Arrays.asList makes: of fixed size, but each element can be set. */
    public static final int FIXED_LIST = 0x21;
    /** What List.of makes of at most two elements: immutable, no nulls. */
    public static final int SHORT_LIST = 0x22;
    /** What List.of and Stream.toList make: immutable; nulls come from the latter. */
    public static final int IMMUTABLE_LIST = 0x23;
    /** A protobuf message. */
    public static final int PROTOBUF = 0x40;
    /** An object stream of Java serialization. */
    public static final int JAVA = 0x41;
    /** A value of a user's codec. */
    public static final int USER = 0x42;
    /** A lambda or method reference that captures nothing but values with a tag of their own. */
    public static final int LAMBDA = 0x43;
    /** The first tag of those kept for the pool. */
    public static final int RESERVED_FIRST = 0x70;
    /** The last tag of those kept for the pool. */
    public static final int RESERVED_LAST = 0x7F;

    /** List elements have tags of their own. */
    public static final int PACKED_NOT = 0;
    /** List elements are Integers. */
    public static final int PACKED_INTEGERS = 1;
    /** List elements are Longs. */
    public static final int PACKED_LONGS = 2;
    /** List elements are Doubles. */
    public static final int PACKED_DOUBLES = 3;
    /** List elements are Strings. */
    public static final int PACKED_STRINGS = 4;

    /** How many lists may lie inside each other on the tagged path, the outermost counted. */
    public static final int MAX_LIST_DEPTH = 4;

    /** Latin-1: one byte a character. */
    public static final int TEXT_LATIN1 = 0;
    /** UTF-8. */
    public static final int TEXT_UTF8 = 1;
    /** UTF-16, little-endian. */
    public static final int TEXT_UTF16 = 2;

    private TagLayout() {}

    /**
     * Whether values of a tag are read without running user code, resolving a class, or setting aside more than a small
     * multiple of their encoded size.
     *
     * @param tag 0 to 255
     * @return true for the tags 0x01 to 0x23 that are in use
     */
    public static boolean isFast(int tag) {
        return (tag >= NULL && tag <= STRING)
                || (tag >= BYTES && tag <= STRINGS)
                || (tag >= ARRAY_LIST && tag <= IMMUTABLE_LIST);
    }

    /**
     * Whether a tag is kept for marks of the pool.
     *
     * @param tag 0 to 255
     * @return true for 0x70 to 0x7F
     */
    public static boolean isReserved(int tag) {
        return tag >= RESERVED_FIRST && tag <= RESERVED_LAST;
    }
}
