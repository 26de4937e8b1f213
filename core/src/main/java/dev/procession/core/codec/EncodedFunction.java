package dev.procession.core.codec;

import java.util.Arrays;

/**
 * A function as bytes.
 *
 * @param bytes one value as {@link Codecs} writes it, owned by the receiver of this record
 * @param capturesNothing whether every instance of the function's class encodes to the same bytes, so that they may be
 *     kept under the class: a lambda or method reference without captured values, or an object without serialized fields
 * @param description for people: {@code lambda in com.example.Main.main}, {@code com.example.Main::method} or the class
 *     name
 */
public record EncodedFunction(byte[] bytes, boolean capturesNothing, String description) {
    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedFunction that
                && Arrays.equals(bytes, that.bytes)
                && capturesNothing == that.capturesNothing
                && description.equals(that.description);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return description + " (" + bytes.length + " bytes)";
    }
}
