package dev.procession.examples.linecount;

import dev.procession.examples.linecount.Input.Stream;
import dev.procession.examples.linecount.Input.Unlisted;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines of GNU {@code wc -l}. They are written when all is counted, as the width of the count depends on the sizes of
 * all files, and which ones are text is known only then; so one walk is enough, and memory stays bounded.
 */
final class CountReport implements Closeable {
    /** What wc leaves for a file whose size tells nothing. */
    private static final int WIDTH_OF_UNKNOWN = 7;

    private final CountSpool spool = new CountSpool();
    private long files;
    private long bytes;
    private long total;
    private int leastWidth = 1;

    void counted(Input input, long lines) throws IOException {
        failed(input);
        total += lines;
        spool.add(lines, input.name());
    }

    /** It has no line, but its size widens the others', and it asks for a total as any other file does. */
    void failed(Input input) {
        boolean folder = input instanceof Unlisted unlisted && unlisted.folder();
        files += folder ? 0 : 1;
        bytes += input.size().orElse(0);
        if (input instanceof Stream && input.size().isEmpty()) {
            leastWidth = WIDTH_OF_UNKNOWN;
        }
    }

    void writeTo(OutputStream out) throws IOException {
        int width = files > 1 ? Math.max(leastWidth, Long.toString(bytes).length()) : 1;
        spool.replay((lines, name) -> {
            writeCount(lines, width, out);
            if (name.contains('\n')) {
                out.write(name.quoted().getBytes(StandardCharsets.UTF_8));
            } else {
                name.writeTo(out);
            }
            out.write('\n');
        });
        if (files > 1) {
            writeCount(total, width, out);
            out.write("total\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void writeCount(long count, int width, OutputStream out) throws IOException {
        String digits = Long.toString(count);
        out.write((" ".repeat(Math.max(0, width - digits.length())) + digits + ' ')
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
