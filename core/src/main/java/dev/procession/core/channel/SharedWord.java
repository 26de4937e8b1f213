package dev.procession.core.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One word of memory that two processes share, little-endian, at an offset that is a multiple of eight. For those who write
 * transports. Any thread may use it.
 */
public final class SharedWord implements Parking.ParkWord {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final int offset;

    /**
     * A word.
     *
     * @param memory where
     * @param offset its first byte there
     */
    public SharedWord(ByteBuffer memory, int offset) {
        this.memory = memory;
        this.offset = offset;
    }

    @Override
    public long get() {
        return (long) WORD.getVolatile(memory, offset);
    }

    /**
     * Stores a value; what this thread reads afterwards it reads after that.
     *
     * @param value which
     */
    public void set(long value) {
        WORD.setVolatile(memory, offset, value);
    }

    /**
     * Stores a value: who sees it sees all that this thread has stored before.
     *
     * @param value which
     */
    public void publish(long value) {
        WORD.setRelease(memory, offset, value);
    }

    @Override
    public long getAndSet(long value) {
        return (long) WORD.getAndSet(memory, offset, value);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return WORD.compareAndSet(memory, offset, expected, value);
    }
}
