package dev.procession.examples.linecount;

/**
 * A part of a file, small enough to be one worker's task for a moment.
 *
 * @param uri the file
 * @param from its first byte
 * @param to behind its last byte, as the file was when it was listed
 * @param last whether the file ended there; then what has been added since is a part of it too
 * @param sniff whether to look for a NUL in the file's first bytes, which says that it is no text
 */
record FileRange(String uri, long from, long to, boolean last, boolean sniff) {
    /** The range that a {@link #text()} says. */
    static FileRange ofText(String text) {
        String[] parts = text.split(" ", 5);
        return new FileRange(
                parts[4],
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Boolean.parseBoolean(parts[2]),
                Boolean.parseBoolean(parts[3]));
    }

    /** As it travels: a list of texts takes no Java serialization, which would cost more than counting a small file. */
    String text() {
        return from + " " + to + " " + last + " " + sniff + " " + uri;
    }

    long length() {
        return to - from;
    }
}
