package dev.procession.examples.linecount;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Quotes names for the shell as the GNU tools do (quotearg's {@code shell-escape-always}) in a UTF-8 locale: text between
 * single quotes, what cannot be printed as {@code $'\n'} or {@code $'\377'}.
 */
final class ShellQuoting {
    private static final String CONTROLS = "\007\b\t\n\013\f\r";
    private static final String LETTERS = "abtnvfr";
    private static final int REPLACEMENT = 0xfffd;

    private final StringBuilder quoted = new StringBuilder("'");
    private boolean escaping;

    private ShellQuoting() {}

    static String quote(byte[] name) {
        ShellQuoting quoting = new ShellQuoting();
        for (int i = 0; i < name.length; ) {
            i += quoting.add(name, i);
        }
        return quoting.quoted.append('\'').toString();
    }

    /** Adds the character that begins at {@code at}; tells how many bytes it took. */
    private int add(byte[] name, int at) {
        int length = sequenceLength(name, at);
        int point = length == 0 ? REPLACEMENT : new String(name, at, length, StandardCharsets.UTF_8).codePointAt(0);
        if (length == 0 || !isPrintable(point)) {
            int bytes = Math.max(1, length);
            for (int i = at; i < at + bytes; i++) {
                escape(name[i]);
            }
            return bytes;
        }
        if (point == '\'') {
            quoted.append("'\\''");
            escaping = false;
        } else {
            endEscape();
            quoted.appendCodePoint(point);
        }
        return length;
    }

    private void escape(byte unprintable) {
        if (!escaping) {
            quoted.append("'$'");
            escaping = true;
        }
        int letter = CONTROLS.indexOf(unprintable);
        if (letter >= 0) {
            quoted.append('\\').append(LETTERS.charAt(letter));
        } else {
            int value = unprintable & 0xff;
            quoted.append('\\').append(value >> 6).append(value >> 3 & 7).append(value & 7);
        }
    }

    private void endEscape() {
        if (escaping) {
            quoted.append("''");
            escaping = false;
        }
    }

    /** How many bytes the UTF-8 sequence at {@code at} has, 0 if there is no valid one. */
    private static int sequenceLength(byte[] name, int at) {
        for (int length = 1; length <= Math.min(4, name.length - at); length++) {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
            CoderResult result = decoder.decode(ByteBuffer.wrap(name, at, length), CharBuffer.allocate(2), true);
            if (result.isUnderflow()) {
                return length;
            }
        }
        return 0;
    }

    /** As the GNU C library sees it: whatever is assigned, but for controls and separators of lines. */
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.UNASSIGNED, Character.SURROGATE -> false;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
