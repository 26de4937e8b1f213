package dev.procession.core.launch.internal.link;

import dev.procession.core.channel.LaunchLink;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The parent's stream to a child: each write leaves at once. The JDK's stream below has a buffer of 8 KiB that larger
 * writes pass by, so a flush after each write costs no copy that counts.
 */
final class PromptOutput extends OutputStream implements LaunchLink.SystemPipe {
    private final OutputStream target;

    PromptOutput(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) throws IOException {
        target.write(value);
        target.flush();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        target.write(bytes, offset, length);
        target.flush();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
