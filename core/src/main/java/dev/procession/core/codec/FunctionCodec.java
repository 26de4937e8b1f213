package dev.procession.core.codec;

import dev.procession.core.codec.internal.Names;
import dev.procession.core.codec.internal.SerialForm;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;

/**
 * Functions to bytes and back: serializable lambdas, method references and objects. Thread-safe.
 *
 * <p>Both ways may run user code: encoding a captured value's writeObject, decoding the static initialiser of the class
 * that a lambda stands in.
 */
public final class FunctionCodec {
    private static final int TYPICAL_LAMBDA = 1024;

    private final Codecs codecs;

    /**
     * A codec for functions.
     *
     * @param codecs for functions that a user's codec accepts, and for decoding
     */
    public FunctionCodec(Codecs codecs) {
        this.codecs = codecs;
    }

    /**
     * Encodes a function.
     *
     * @param function a serializable lambda, method reference or object
     * @return its bytes and what to call it
     * @throws EncodingException that names the captured variable or the field that cannot be serialized
     */
    public EncodedFunction encode(Serializable function) {
        ByteSink sink = new ByteSink(TYPICAL_LAMBDA);
        SerializedLambda lambda = codecs.encodeWhole(function, sink);
        boolean capturesNothing =
                lambda == null ? SerialForm.isAlwaysTheSame(function.getClass()) : lambda.getCapturedArgCount() == 0;
        String description = lambda == null ? function.getClass().getTypeName() : Names.ofFunction(lambda);
        return new EncodedFunction(sink.toByteArray(), capturesNothing, description);
    }

    /**
     * Decodes a function.
     *
     * @param bytes as {@link #encode} made them
     * @param context the class loader and the filter
     * @return the function
     * @throws DecodingException if that fails
     */
    public Object decode(byte[] bytes, DecodeContext context) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        Object function = codecs.decode(source, context);
        if (function == null || source.remaining() > 0) {
            throw new DecodingException("These " + bytes.length + " bytes are no function: "
                    + (function == null ? "they hold null" : source.remaining() + " bytes are left over"));
        }
        return function;
    }
}
