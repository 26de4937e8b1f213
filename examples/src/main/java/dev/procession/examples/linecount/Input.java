package dev.procession.examples.linecount;

import java.io.IOException;
import java.util.OptionalLong;

/** What the listing gives, in order. */
sealed interface Input {
    /** The name to print. */
    RawName name();

    /** How large the regular file is that stands behind it, as wc looks at it for the width of its column. */
    OptionalLong size();

    /**
     * A regular file, which any process can open.
     *
     * @param name the name to print
     * @param uri where it is, absolute
     * @param length how many bytes it had when it was listed
     */
    record RegularFile(RawName name, String uri, long length) implements Input {
        @Override
        public OptionalLong size() {
            return OptionalLong.of(length);
        }
    }

    /**
     * What only this process can read, once, from its beginning to its end: standard input, a pipe, a device.
     *
     * @param name the name to print
     * @param size of the regular file that a descriptor stands for, if it does
     * @param reading opens and counts it, and may wait for who writes into it
     */
    record Stream(RawName name, OptionalLong size, Reading reading) implements Input {}

    /**
     * What could not be listed.
     *
     * @param name the name to print
     * @param outcome why
     * @param folder whether it is a folder, which would not have had a line of its own
     */
    record Unlisted(RawName name, RangeResult outcome, boolean folder) implements Input {
        @Override
        public OptionalLong size() {
            return OptionalLong.empty();
        }
    }

    /** Reads a stream to its end. */
    @FunctionalInterface
    interface Reading {
        RangeResult count(boolean sniff) throws IOException;
    }
}
