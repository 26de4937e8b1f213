package dev.procession.core.codec.internal;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** An object stream that remembers the lambdas that pass, for what is said of them later. */
final class ObjectWriter extends ObjectOutputStream {
    private boolean started;
    private @Nullable SerializedLambda root;
    private @Nullable NotSerializableException objection;

    ObjectWriter(OutputStream into) throws IOException {
        super(into);
        enableReplaceObject(true);
    }

    /** The lambda that was written itself, or null if it is something else. */
    @Nullable
    SerializedLambda root() {
        return root;
    }

    /** The last of these that was written: the stream ends with the one that it fails with. */
    @Nullable
    NotSerializableException objection() {
        return objection;
    }

    /** Sees each object after its own writeReplace: a lambda has become a SerializedLambda by then. */
    @Override
    protected Object replaceObject(Object object) {
        if (!started) {
            started = true;
            root = object instanceof SerializedLambda lambda ? lambda : null;
        }
        if (object instanceof NotSerializableException written) {
            objection = written;
        }
        return object;
    }
}
