package dev.procession.codec.fory;

import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;

/**
 * Begins each value: grants it memory by the number of its bytes. Fory counts what collections and objects will take before it
 * makes them, against a limit that is the same for all values; what this one may not have of it is taken off here.
 */
final class EnvelopeSerializer extends Serializer<Envelope> {
    /** Far above what a value may have. */
    static final long FORY_LIMIT = 1L << 50;

    private static final long FREE_BYTES = 1 << 20;

    /** What takes most for its bytes is a map of small numbers: some 50 bytes an entry, which takes two to four. */
    private static final long MEMORY_FOR_A_BYTE = 32;

    EnvelopeSerializer(TypeResolver resolver) {
        super(resolver.getConfig(), Envelope.class, false, false);
    }

    @Override
    public void write(WriteContext context, Envelope value) {
        context.writeRef(value.value());
    }

    @Override
    public Envelope read(ReadContext context) {
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        long granted = Math.min(
                quarter, FREE_BYTES + MEMORY_FOR_A_BYTE * context.getBuffer().size());
        context.reserveGraphMemory(FORY_LIMIT - granted);
        return new Envelope(Unfinished.checked(context.readRef()));
    }
}
