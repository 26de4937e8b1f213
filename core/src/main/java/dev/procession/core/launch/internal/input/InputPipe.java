package dev.procession.core.launch.internal.input;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A named pipe in the run's private folder that a child opens as its standard input. By name, because the three pipes that a
 * launched process can inherit are taken by the link and by what it prints.
 *
 * <p>Opening a named pipe waits for its other end, except where one descriptor opens both: with such a one there, this side
 * opens a reading end, the keeper, and a writing one, so that the child finds a writer and does not wait. When the
 * child has ended, the keeper reads what a write still waits to write, and is closed then.
 */
public final class InputPipe {
    private static final long MAKING_SECONDS = 10;

    private final Path file;
    private final FileInputStream keeper;
    private final Writer writer;
    private final byte[] dregs = new byte[8_192];

    private InputPipe(Path file, FileInputStream keeper, Writer writer) {
        this.file = file;
        this.keeper = keeper;
        this.writer = writer;
    }

    /**
     * Makes a pipe.
     *
     * @param file where; must not exist
     * @return the pipe, to be released
     * @throws LaunchException if this system cannot make one
     */
    public static InputPipe make(Path file) {
        try {
            mkfifo(file);
            RandomAccessFile both = new RandomAccessFile(file.toFile(), "rw");
            try {
                return open(file);
            } finally {
                both.close();
            }
        } catch (IOException e) {
            delete(file.toFile());
            throw new LaunchException(
                    ErrorCode.LAUNCH_FAILED,
                    "The pipe for the child's standard input cannot be made at " + file + ": " + e.getMessage()
                            + ". Give it a file as its input, or none",
                    e);
        }
    }

    private static InputPipe open(Path file) throws IOException {
        FileInputStream keeper = new FileInputStream(file.toFile());
        try {
            return new InputPipe(file, keeper, new Writer(new FileOutputStream(file.toFile())));
        } catch (IOException e) {
            keeper.close();
            throw e;
        }
    }

    private static void mkfifo(Path file) throws IOException {
        Process process = new ProcessBuilder("mkfifo", "-m", "600", file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(MAKING_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("mkfifo did not end within " + MAKING_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this thread was interrupted", e);
        } finally {
            process.destroyForcibly();
            process.getInputStream().close();
        }
    }

    /**
     * What the child is to open as its descriptor 0.
     *
     * @return the path
     */
    public Path file() {
        return file;
    }

    /**
     * Where this side writes. Unbuffered; a write waits while the pipe is full, and fails once the child has ended.
     *
     * @return the stream, the same at every call
     */
    public OutputStream writer() {
        return writer;
    }

    /**
     * The child has ended, or never was: nothing is written any more, and the file goes. A write that waits, because a
     * subprocess of the child holds the pipe and does not read, is made to end by reading what it writes.
     */
    public void release() {
        try {
            writer.closeWhile(this::readWhatIsThere);
            keeper.close();
        } catch (IOException e) {
            // It was only kept open: there is nothing to lose.
        }
        delete(file.toFile());
    }

    private void readWhatIsThere() throws IOException {
        int there = keeper.available();
        while (there > 0) {
            int count = keeper.read(dregs, 0, Math.min(there, dregs.length));
            there = count < 0 ? 0 : there - count;
        }
    }

    private static void delete(File file) {
        if (!file.delete()) {
            // It goes with the run's folder.
        }
    }

    /** A step that may fail. */
    private interface Step {
        void run() throws IOException;
    }

    /** Its lock keeps the descriptor from being closed, and given to somebody else, under a write. */
    private static final class Writer extends OutputStream {
        private static final long LOOK_MILLIS = 5;

        private final FileOutputStream target;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile boolean closed;

        Writer(FileOutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                if (closed) {
                    throw new IOException(
                            "The child's standard input is closed: it was closed here, or the child has ended");
                }
                target.write(bytes, offset, length);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                target.close();
            } catch (IOException e) {
                // Every byte was written when write() returned.
            } finally {
                lock.unlock();
            }
        }

        /** Closes it; repeats the step as long as a write is under way. */
        void closeWhile(Step step) throws IOException {
            closed = true;
            boolean interrupted = false;
            while (true) {
                step.run();
                try {
                    if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            try {
                close();
            } finally {
                lock.unlock();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
