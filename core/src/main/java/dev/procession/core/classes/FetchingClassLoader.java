package dev.procession.core.classes;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads classes from the class path first, and asks a peer for the others. What it has loaded it also gives as class files, so
 * that a child of this process can ask in its turn.
 */
public final class FetchingClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String SUFFIX = ".class";

    private final Fetcher fetcher;

    /** Asks the peer. */
    @FunctionalInterface
    public interface Fetcher {
        /**
         * Asks for a class and waits for the answer, within a limit of its own; an interrupt does not end the wait. Called by
         * the threads that need classes, several at a time.
         *
         * @param name the class's binary name
         * @return the answer; that it is unknown, also where nobody can be asked
         */
        ClassAnswer fetch(String name);
    }

    /**
     * A loader.
     *
     * @param parent asked first
     * @param fetcher asked then
     */
    public FetchingClassLoader(ClassLoader parent, Fetcher fetcher) {
        super("procession", parent);
        this.fetcher = fetcher;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ClassAnswer answer = fetcher.fetch(name);
        byte[] bytes = answer.bytes().orElse(null);
        if (bytes == null) {
            throw new ClassNotFoundException(answer.problem().isEmpty() ? name : name + " (" + answer.problem() + ")");
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        InputStream found = super.getResourceAsStream(name);
        if (found != null || !name.endsWith(SUFFIX)) {
            return found;
        }
        String type = name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
        byte[] bytes = fetcher.fetch(type).bytes().orElse(null);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
}
