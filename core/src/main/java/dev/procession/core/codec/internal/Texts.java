package dev.procession.core.codec.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.TagLayout;
import dev.procession.core.error.DecodingException;
import java.nio.charset.StandardCharsets;

/** Strings in the shortest of three forms; every sequence of chars survives, unpaired surrogates too. */
public final class Texts {
    private static final int FORM_BITS = 2;
    private static final int FORM_MASK = 3;

    private Texts() {}

    /**
     * Writes a header and the characters.
     *
     * @param text any string
     * @param sink where to
     */
    public static void write(String text, ByteSink sink) {
        int mark = sink.size();
        int length = text.length();
        sink.writeVarLong((long) length << FORM_BITS | TagLayout.TEXT_LATIN1);
        int at = sink.reserve(length);
        byte[] into = sink.array();
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            into[at + i] = (byte) c;
            seen |= c;
        }
        if (seen > 0xFF) {
            sink.truncate(mark);
            writeWide(text, sink);
        }
    }

    private static void writeWide(String text, ByteSink sink) {
        if (!isPaired(text)) {
            writeUtf16(text, sink);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.writeVarLong((long) bytes.length << FORM_BITS | TagLayout.TEXT_UTF8);
        sink.write(bytes);
    }

    /** By hand, since the charset replaces unpaired surrogates. */
    private static void writeUtf16(String text, ByteSink sink) {
        long length = 2L * text.length();
        sink.writeVarLong(length << FORM_BITS | TagLayout.TEXT_UTF16);
        int at = sink.reserve((int) Math.min(length, Integer.MAX_VALUE));
        byte[] into = sink.array();
        for (int i = 0; i < text.length(); i++) {
            into[at + 2 * i] = (byte) text.charAt(i);
            into[at + 2 * i + 1] = (byte) (text.charAt(i) >> 8);
        }
    }

    private static boolean isPaired(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param source where from
     * @return the string
     */
    public static String read(ByteSource source) {
        int start = source.position();
        long header = source.readVarLong();
        byte[] bytes = source.readBytes(length(header, start, source));
        return switch ((int) header & FORM_MASK) {
            case TagLayout.TEXT_LATIN1 -> new String(bytes, StandardCharsets.ISO_8859_1);
            case TagLayout.TEXT_UTF8 -> new String(bytes, StandardCharsets.UTF_8);
            case TagLayout.TEXT_UTF16 -> fromUtf16(bytes, start);
            default -> throw new DecodingException("At byte " + start + ": no form of text has number 3");
        };
    }

    /**
     * Steps over what {@link #write} wrote.
     *
     * @param source where from
     */
    public static void skip(ByteSource source) {
        int start = source.position();
        source.skip(length(source.readVarLong(), start, source));
    }

    private static int length(long header, int start, ByteSource source) {
        long length = header >>> FORM_BITS;
        if (length > source.remaining()) {
            throw new DecodingException("At byte " + start + ": a text of " + length + " bytes is announced, "
                    + source.remaining() + " are there");
        }
        return (int) length;
    }

    private static String fromUtf16(byte[] bytes, int start) {
        if ((bytes.length & 1) != 0) {
            throw new DecodingException("At byte " + start + ": " + bytes.length + " bytes cannot be UTF-16");
        }
        char[] chars = new char[bytes.length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] & 0xFF) << 8);
        }
        return new String(chars);
    }
}
