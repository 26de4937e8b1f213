package dev.procession.pool.inprocess;

import dev.procession.core.classes.ClassSource;

/** Finds the classes of functions where the functions are from, so that workers and callers have the same statics. */
final class SharedClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ClassSource source;

    SharedClassLoader(ClassLoader parent, ClassSource source) {
        super("procession-shared", parent);
        this.source = source;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return source.loaded(name).orElseThrow(() -> new ClassNotFoundException(name));
    }
}
