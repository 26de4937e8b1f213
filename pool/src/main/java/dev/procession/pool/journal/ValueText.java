package dev.procession.pool.journal;

import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.Codecs;
import dev.procession.core.codec.DecodeContext;
import dev.procession.core.codec.TagLayout;
import dev.procession.core.codec.ThrowableCodec;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Encoded values as text for people. What only its own class could decode is named by its size. */
final class ValueText {
    /** Longer text is cut: an entry is one line. */
    private static final int MOST_CHARS = 120;

    /** Of longer arrays the first ones are shown. */
    private static final int MOST_ELEMENTS = 8;

    /** Refuses every class that is not the JDK's own value. */
    private static final DecodeContext NOTHING = new DecodeContext(
            ValueText.class.getClassLoader(), ClassFilter.builder().build());

    private static final Codecs CODECS = Codecs.standard();
    private static final ThrowableCodec THROWABLES = new ThrowableCodec(CODECS);

    private ValueText() {}

    /** Reads a value; the source then stands after it. */
    static String read(ByteSource source) {
        if (CODECS.isFast(source)) {
            return shortened(text(CODECS.decode(source, NOTHING)));
        }
        int start = source.position();
        int tag = source.peekByte();
        CODECS.skip(source);
        return "(" + (source.position() - start) + " bytes of " + kind(tag) + ")";
    }

    private static String kind(int tag) {
        return switch (tag) {
            case TagLayout.JAVA -> "Java serialization";
            case TagLayout.PROTOBUF -> "protobuf";
            case TagLayout.LAMBDA -> "a lambda";
            default -> "a codec of yours";
        };
    }

    /** Reads an exception; the source then stands after it. */
    static String readThrowable(ByteSource source) {
        ThrowableCodec.Decoded thrown = THROWABLES.decode(source, NOTHING);
        return shortened(thrown.message() == null ? thrown.className() : thrown.className() + ": " + thrown.message());
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String string) {
            return '"' + string + '"';
        }
        if (value == null || !value.getClass().isArray()) {
            return String.valueOf(value);
        }
        int length = Array.getLength(value);
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < Math.min(length, MOST_ELEMENTS); i++) {
            text.append(i == 0 ? "" : ", ").append(text(Array.get(value, i)));
        }
        return text.append(length > MOST_ELEMENTS ? ", ... " + length + " in all]" : "]")
                .toString();
    }

    /** One line, without characters that a terminal would obey. */
    private static String shortened(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MOST_CHARS); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return text.length() > MOST_CHARS ? line + "... (" + text.length() + " characters)" : line.toString();
    }
}
