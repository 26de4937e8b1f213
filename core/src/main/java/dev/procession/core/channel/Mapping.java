package dev.procession.core.channel;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file in memory, which can be given back at once. For those who write transports. Without that it stays until the collector comes by, which in a parent that
 * makes little garbage may be never: half a megabyte of the system's memory for each worker that was replaced.
 */
public final class Mapping {
    /** Whoever touches the memory after this gets an exception, or crashes the JVM. */
    @FunctionalInterface
    private interface Release {
        void run() throws ReflectiveOperationException;
    }

    /** Java 22 and newer have arenas for this. Before that only the JDK's own class can, of whose use javac and newer JDKs warn. */
    private static final boolean HAS_ARENAS = Runtime.version().feature() >= 22;

    private final ByteBuffer memory;
    private final Release release;

    private Mapping(ByteBuffer memory, Release release) {
        this.memory = memory;
        this.release = release;
    }

    /**
     * The whole file, for a process that keeps it to its end.
     *
     * @param channel the file, which may be closed afterwards
     * @return its memory, to read and to write
     * @throws IOException if it cannot be mapped
     */
    public static Mapping kept(FileChannel channel) throws IOException {
        return new Mapping(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()), () -> {});
    }

    /**
     * The whole file, for a process that may live longer than its use of it.
     *
     * @param channel the file, which may be closed afterwards
     * @return its memory, to read and to write
     * @throws IOException if it cannot be mapped
     */
    public static Mapping releasable(FileChannel channel) throws IOException {
        try {
            return HAS_ARENAS ? inArena(channel) : byCleaner(channel);
        } catch (ReflectiveOperationException e) {
            return kept(channel); // The collector does it.
        }
    }

    private static Mapping inArena(FileChannel channel) throws IOException, ReflectiveOperationException {
        Class<?> type = Class.forName("java.lang.foreign.Arena");
        Method map = FileChannel.class.getMethod("map", FileChannel.MapMode.class, long.class, long.class, type);
        Method buffer = Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer");
        Method close = type.getMethod("close");
        Object arena = type.getMethod("ofShared").invoke(null);
        try {
            Object segment = map.invoke(channel, FileChannel.MapMode.READ_WRITE, 0L, channel.size(), arena);
            ByteBuffer memory = (ByteBuffer) buffer.invoke(segment);
            return new Mapping(memory, () -> close.invoke(arena));
        } catch (InvocationTargetException e) {
            close.invoke(arena);
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static Mapping byCleaner(FileChannel channel) throws IOException, ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Method cleaner = type.getMethod("invokeCleaner", ByteBuffer.class);
        ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
        return new Mapping(memory, () -> cleaner.invoke(unsafe, memory));
    }

    /**
     * The memory.
     *
     * @return from the file's first byte to its last
     */
    public ByteBuffer memory() {
        return memory;
    }

    /** Gives the memory back. Nobody may touch it after this. */
    public void release() {
        try {
            release.run();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("mapped memory cannot be given back", e);
        }
    }
}
