package dev.procession.core.launch.internal.output;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;

/** Cuts bytes as they come into lines. Malformed bytes are replaced; a line longer than the limit comes in pieces. */
final class LineSplitter {
    /** The longest piece of a line, in characters. */
    static final int MAX_LINE = 8_192;

    private final CharsetDecoder decoder;
    private final Consumer<String> lines;
    private final CharBuffer chars = CharBuffer.allocate(MAX_LINE);
    private final StringBuilder line = new StringBuilder();
    private ByteBuffer rest = ByteBuffer.allocate(0);

    LineSplitter(Charset charset, Consumer<String> lines) {
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        this.lines = lines;
    }

    void add(byte[] bytes, int count) {
        ByteBuffer input = ByteBuffer.allocate(rest.remaining() + count);
        input.put(rest).put(bytes, 0, count).flip();
        decode(input, false);
        rest = input;
    }

    /** Whether a line was begun and not ended. */
    boolean isInLine() {
        return line.length() > 0 || rest.hasRemaining();
    }

    /** Gives out what stands after the last line end. */
    void end() {
        decode(rest, true);
        decoder.flush(chars);
        drain();
        if (line.length() > 0) {
            emit();
        }
    }

    private void decode(ByteBuffer input, boolean last) {
        while (decoder.decode(input, chars, last).isOverflow()) {
            drain();
        }
        drain();
    }

    private void drain() {
        chars.flip();
        while (chars.hasRemaining()) {
            take(chars.get());
        }
        chars.clear();
    }

    private void take(char c) {
        if (c == '\n') {
            emit();
            return;
        }
        if (line.length() >= MAX_LINE && !Character.isLowSurrogate(c)) {
            emit();
        }
        line.append(c);
    }

    private void emit() {
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        lines.accept(line.toString());
        line.setLength(0);
    }
}
