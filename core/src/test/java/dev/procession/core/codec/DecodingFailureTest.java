package dev.procession.core.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.error.DecodingException;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an error says of an object that cannot be decoded: its class, whatever was read after that was named. */
class DecodingFailureTest {
    private static final DecodeContext TRUSTING =
            new DecodeContext(DecodingFailureTest.class.getClassLoader(), ClassFilter.trusting());

    /** How far from its end the last date of a list begins. */
    private static final int LAST_DATE = 18;

    private final Codecs codecs = Codecs.standard();

    private void assertNames(Class<?> culprit, Object value) {
        assertNames(culprit, bytes(value));
    }

    private byte[] bytes(Object value) {
        ByteSink sink = new ByteSink(1 << 20);
        codecs.encode(value, sink);
        return Arrays.copyOf(sink.array(), sink.size());
    }

    private void assertNames(Class<?> culprit, byte[] bytes) {
        assertThatThrownBy(() -> codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), TRUSTING))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("Cannot decode " + culprit.getName() + " at byte ");
    }

    @Test
    void anObjectWhoseReadObjectThrowsIsNamedAndNotItsFields() {
        assertNames(ReadsBadly.class, new ReadsBadly());
    }

    @Test
    void anObjectWhoseReadResolveThrowsIsNamed() {
        assertNames(ResolvesBadly.class, new ResolvesBadly(false));
        assertNames(ResolvesBadly.class, new ResolvesBadly(true));
    }

    @Test
    void anObjectWhoseReadExternalThrowsIsNamed() {
        assertNames(External.class, new External());
    }

    @Test
    void aRecordWhoseConstructorThrowsIsNamed() {
        Age.strict = false;
        byte[] bytes = bytes(new Age(-1, new Date()));
        Age.strict = true;
        assertNames(Age.class, bytes);
    }

    @Test
    void anObjectWhoseValidationThrowsIsNamed() {
        assertNames(Validates.class, new Validates());
    }

    @Test
    void ofObjectsInsideEachOtherTheOneThatThrewIsNamed() {
        assertNames(ReadsBadly.class, new ArrayList<>(List.of(new Date(), new ReadsBadly())));
    }

    @Test
    void damagedBytesAreNotBlamedOnTheObjectAroundThem() {
        byte[] bytes = bytes(new ArrayList<>(List.of(new Date(), new Date())));
        bytes[bytes.length - LAST_DATE] = 0;
        assertThatThrownBy(() -> codecs.decode(new ByteSource(ByteBuffer.wrap(bytes)), TRUSTING))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("a value (the class read last is java.util.Date)")
                .hasMessageContaining("cut short or damaged");
    }

    private static class ReadsBadly implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> lines = new ArrayList<>(List.of("a"));
        private final Date since = new Date();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IllegalStateException("readObject of " + lines + since);
        }
    }

    private static class ResolvesBadly implements Serializable {
        private static final long serialVersionUID = 1L;

        private final boolean checked;
        private final Date since = new Date();

        ResolvesBadly(boolean checked) {
            this.checked = checked;
        }

        private Object readResolve() throws InvalidObjectException {
            if (checked) {
                throw new InvalidObjectException("since " + since);
            }
            throw new IllegalStateException("since " + since);
        }
    }

    /** Fails before its object is read. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;

        /** For the stream. */
        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(new Date());
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            throw new IOException("after " + in.readObject());
        }
    }

    private record Age(int years, Date since) implements Serializable {
        static boolean strict;

        Age {
            if (strict && years < 0) {
                throw new IllegalArgumentException("years " + years);
            }
        }
    }

    private static class Validates implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Date since = new Date();

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.registerValidation(this::validateObject, 0);
            in.defaultReadObject();
        }

        private void validateObject() throws InvalidObjectException {
            throw new InvalidObjectException("since " + since);
        }
    }
}
