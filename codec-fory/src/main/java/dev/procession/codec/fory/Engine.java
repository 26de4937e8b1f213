package dev.procession.codec.fory;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ClassFilter;
import org.apache.fory.Fory;
import org.apache.fory.memory.MemoryBuffer;
import org.jspecify.annotations.Nullable;

/** One instance of Fory, made ready for a list. For one thread at a time, and for no further value once one has failed. */
final class Engine {
    private final Gate gate;
    private final Fory fory;

    Engine(Gate gate, Fory fory) {
        this.gate = gate;
        this.fory = fory;
    }

    void encode(Object value, ByteSink sink) {
        MemoryBuffer buffer = fory.getBuffer();
        buffer.writerIndex(0);
        fory.serialize(buffer, new Envelope(value));
        sink.write(buffer.getHeapMemory(), 0, buffer.writerIndex());
        fory.resetBuffer();
    }

    /** Decodes all that the source holds. */
    @Nullable
    Object decode(MemoryBuffer bytes, ClassFilter filter) {
        gate.open(filter);
        try {
            Object root = fory.deserialize(bytes);
            if (!(root instanceof Envelope envelope)) {
                throw RefusedException.because("the bytes were not written by this codec");
            }
            if (bytes.readerIndex() != bytes.size()) {
                throw RefusedException.because((bytes.size() - bytes.readerIndex()) + " bytes are left over");
            }
            return envelope.value();
        } finally {
            gate.close();
        }
    }
}
