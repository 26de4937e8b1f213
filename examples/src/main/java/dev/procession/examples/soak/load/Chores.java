package dev.procession.examples.soak.load;

import dev.procession.pool.TaskContext;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** What workers do. Those that give a result give one that only their own argument has. */
final class Chores {
    private static final String LINE = "a line of a flood, as long as lines of programs use to be, and then some more";

    private static long calls;

    private Chores() {}

    /** What each worker does first. */
    static void announce() {
        System.out.println(Victims.HERE);
    }

    /** The result of most chores. */
    static long mixed(long number) {
        long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        return mixed ^ mixed >>> 31;
    }

    /** Computes for some 10 to 200 µs; notices if something hits it that is meant for another task. */
    static long compute(long number) {
        double x = 0;
        for (long i = 100 + (number & 0xfff); i > 0; i--) {
            x = Math.sqrt(x + i);
        }
        if (Thread.currentThread().isInterrupted() || TaskContext.current().isCancelled()) {
            throw new IllegalStateException("task " + number + " was told to stop, and nobody wanted that");
        }
        return x < 0 ? 0 : mixed(number);
    }

    /** For tasks that may be told to stop; does not care. */
    static long computeAnyway(long number) {
        return mixed(number);
    }

    static long sum(long first, long second) {
        return compute(first) + second;
    }

    /** Notes in a file that it has run. */
    static long note(String file, long number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        try (FileChannel notes = FileChannel.open(Path.of(file), StandardOpenOption.APPEND)) {
            notes.write(bytes);
        }
        return mixed(number);
    }

    /** Which worker this is, and how many such calls it has had. */
    static Place place(long number) {
        compute(number);
        return new Place(ProcessHandle.current().pid(), ++calls);
    }

    /** Where and when a task ran. */
    record Place(long pid, long call) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static long fail(long number) {
        throw new IllegalStateException(message(number));
    }

    static String message(long number) {
        return "as told, " + number;
    }

    /** Fails for multiples of seven. */
    static long failSometimes(long number) {
        return number % 7 == 0 ? fail(number) : compute(number);
    }

    /** Prints some mebibytes. */
    static long flood(long lines) {
        for (long i = 0; i < lines; i++) {
            (i % 2 == 0 ? System.out : System.err).println(LINE);
        }
        return mixed(lines);
    }

    /** Bytes that only this seed gives. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static long sumUp(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    /** Reports each step. */
    static long report(int steps) {
        for (int step = 1; step <= steps; step++) {
            TaskContext.current().progress(step);
            compute(step);
        }
        return mixed(steps);
    }

    /** Sleeps, and ends when told to stop. */
    static long sleep(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return mixed(millis);
    }

    /** Goes on for so long, whatever it is told. */
    static long persist(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return mixed(millis);
    }

    static long exit(int status) {
        System.exit(status);
        return status;
    }

    static long halt(int status) {
        Runtime.getRuntime().halt(status);
        return status;
    }

    /** Wants more than there is. */
    static long exhaust(int ignored) {
        long[][] all = new long[64][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new long[1 << 26];
        }
        return (long) all.length + ignored;
    }

    static Object unsendable(long number) {
        return new Unsendable(number);
    }

    static Object unreadable(long number) {
        return new Unreadable(number);
    }

    static long take(Unsendable argument) {
        return argument.number;
    }

    static long takeUnreadable(Unreadable argument) {
        return argument.number;
    }

    /** Cannot be encoded. */
    static final class Unsendable implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long number;

        Unsendable(long number) {
            this.number = number;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException(message(number));
        }
    }

    /** Cannot be decoded. */
    static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long number;

        Unreadable(long number) {
            this.number = number;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IOException(message(number));
        }
    }
}
