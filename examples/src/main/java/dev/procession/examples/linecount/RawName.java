package dev.procession.examples.linecount;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file's name as the system knows it: bytes, in no particular encoding. Ordered by its bytes, unsigned, as {@code
 * LC_ALL=C sort} does.
 */
final class RawName implements Comparable<RawName> {
    private static final Charset NATIVE = Charset.forName(System.getProperty("native.encoding", "UTF-8"));

    private final byte[] bytes;

    private RawName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An argument of the command line, whose bytes the JVM has already decoded. */
    static RawName ofArgument(String argument) {
        return new RawName(argument.getBytes(NATIVE));
    }

    static RawName ofBytes(byte[] bytes) {
        return new RawName(bytes);
    }

    /** The last part of a path. Only a URI gives bytes that are no valid text; making it is slow, so ASCII goes without. */
    static RawName ofLastPart(Path path) {
        String text = String.valueOf(path.getFileName());
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        return new RawName(
                ascii
                        ? text.getBytes(StandardCharsets.US_ASCII)
                        : lastPart(path.toUri().getRawPath()));
    }

    private static byte[] lastPart(String encoded) {
        int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
        return decoded(encoded.substring(encoded.lastIndexOf('/', end - 1) + 1, end));
    }

    private static byte[] decoded(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes[length++] = (byte) Integer.parseInt(encoded, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) encoded.charAt(i);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** This name in the folder {@code parent}, which ends with a slash. */
    RawName in(RawName parent) {
        byte[] joined = Arrays.copyOf(parent.bytes, parent.bytes.length + bytes.length);
        System.arraycopy(bytes, 0, joined, parent.bytes.length, bytes.length);
        return new RawName(joined);
    }

    /** This name with a slash at its end, as the names of folders have here. */
    RawName asFolder() {
        if (isFolder()) {
            return this;
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = '/';
        return new RawName(longer);
    }

    boolean isFolder() {
        return bytes.length > 0 && bytes[bytes.length - 1] == '/';
    }

    /** The text of a {@link URI}'s path that stands for this name. */
    String encoded() {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "/-._~".indexOf(b) >= 0);
            if (plain) {
                text.append((char) b);
            } else {
                text.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
            }
        }
        return text.toString();
    }

    private static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value & 0xf);
    }

    int length() {
        return bytes.length;
    }

    boolean contains(char ascii) {
        for (byte b : bytes) {
            if (b == ascii) {
                return true;
            }
        }
        return false;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /** The name for a line of text: quoted for the shell, as the GNU tools do it, when it could be misread otherwise. */
    String quotedIfNeeded() {
        String quoted = quoted();
        return quoted.matches("'[\\p{L}\\p{N}%+,./@_-]+'") ? quoted.substring(1, quoted.length() - 1) : quoted;
    }

    /** The name quoted for the shell, always, as the GNU tools do it in a UTF-8 locale. */
    String quoted() {
        return ShellQuoting.quote(bytes);
    }

    @Override
    public int compareTo(RawName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
