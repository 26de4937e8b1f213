package dev.procession.examples.linecount;

import java.io.Serializable;

/**
 * A part of a file, small enough to be one worker's task for a moment.
 *
 * @param uri the file
 * @param from its first byte
 * @param to behind its last byte, as the file was when it was listed
 * @param last whether the file ended there; then what has been added since is a part of it too
 * @param sniff whether to look for a NUL in the file's first bytes, which says that it is no text
 */
record FileRange(String uri, long from, long to, boolean last, boolean sniff) implements Serializable {
    long length() {
        return to - from;
    }
}
