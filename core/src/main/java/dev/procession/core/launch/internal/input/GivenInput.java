package dev.procession.core.launch.internal.input;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** What users give a child to read, as streams that {@link InputFeed} may close. */
public final class GivenInput {
    private GivenInput() {}

    /**
     * A user's stream: whoever gave it closes it.
     *
     * @param source the stream
     * @return the same bytes; its close does nothing
     */
    public static InputStream leftOpen(InputStream source) {
        return new FilterInputStream(source) {
            @Override
            public void close() {}
        };
    }

    /**
     * A file from its start.
     *
     * @param file what can be read
     * @return the stream, to be closed
     * @throws LaunchException if it cannot be read
     */
    public static InputStream open(Path file) {
        try {
            return new FileInputStream(file.toFile());
        } catch (IOException e) {
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED,
                    "The child's standard input " + file.toAbsolutePath()
                            + " is not a file that can be read: create it or name another",
                    e);
        }
    }
}
