package dev.procession.core.launch;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a child's standard input is connected to. It has nothing to do with the child's link, which no reader of standard
 * input can touch. Immutable.
 */
public final class ChildInput {
    private static final ChildInput EMPTY = new ChildInput(false, null);
    private static final ChildInput PIPE = new ChildInput(true, null);

    private final boolean piped;
    private final @Nullable Path file;

    private ChildInput(boolean piped, @Nullable Path file) {
        this.piped = piped;
        this.file = file;
    }

    /**
     * Nothing: the first read meets the end.
     *
     * @return the default
     */
    public static ChildInput empty() {
        return EMPTY;
    }

    /**
     * A file, read from its start.
     *
     * @param file what can be opened for reading when the child is launched
     * @return such an input
     */
    public static ChildInput file(Path file) {
        return new ChildInput(false, Objects.requireNonNull(file, "the file of the input is null"));
    }

    /**
     * A pipe, written by {@link ChildHandle#input()}.
     *
     * @return such an input
     */
    public static ChildInput pipe() {
        return PIPE;
    }

    /**
     * Whether it is a pipe.
     *
     * @return true for {@link #pipe()}
     */
    public boolean isPipe() {
        return piped;
    }

    /**
     * The file that is read.
     *
     * @return the file; empty for the others
     */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    @Override
    public String toString() {
        return piped ? "a pipe" : file == null ? "nothing" : file.toString();
    }
}
