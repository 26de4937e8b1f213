package dev.procession.core.launch.internal.command;

import dev.procession.core.error.LaunchException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;

/**
 * The text of a Java argument file: one quoted argument a line, in the platform's encoding. By file, because one argument
 * on a command line may not exceed 128 KiB, and because other users can read a command line.
 */
final class ArgumentFile {
    private ArgumentFile() {}

    static byte[] encode(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            append(text, argument);
        }
        Charset encoding = encoding();
        try {
            ByteBuffer bytes = encoding.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw unencodable(arguments, encoding);
        }
    }

    private static LaunchException unencodable(List<String> arguments, Charset encoding) {
        for (String argument : arguments) {
            if (!encoding.newEncoder().canEncode(argument)) {
                return new LaunchException("The child's JVM cannot be given the argument '" + argument
                        + "': the platform's encoding is " + encoding + ", which lacks some of its characters. Start"
                        + " this program with LC_ALL=C.UTF-8 in the environment");
            }
        }
        return new LaunchException("The child's arguments cannot be written in " + encoding);
    }

    /** The encoding of arguments and file names. */
    static Charset encoding() {
        try {
            return Charset.forName(System.getProperty("sun.jnu.encoding", ""));
        } catch (IllegalArgumentException unknown) {
            return Charset.defaultCharset();
        }
    }

    private static void append(StringBuilder text, String argument) {
        text.append('"');
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            switch (c) {
                case '\\', '"' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\f' -> text.append("\\f");
                default -> text.append(c);
            }
        }
        text.append("\"\n");
    }
}
