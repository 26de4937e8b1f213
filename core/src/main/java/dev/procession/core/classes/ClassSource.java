package dev.procession.core.classes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The classes that this process has and its children cannot find on their class path: those of loaders other than the
 * application's and the JDK's, as long as these give class files as resources, which JShell's and the source launcher's do.
 * Thread-safe.
 */
public final class ClassSource {
    /** How many loaders are asked; those that came first go. */
    private static final int MOST_LOADERS = 64;

    /** A name in a class file cannot be longer. */
    private static final int LONGEST_NAME = 65_535;

    private final List<ClassLoader> loaders = new CopyOnWriteArrayList<>();

    /** What was given of the classes that may change later, by name, as it was first. */
    private final Map<String, byte[]> changeable = new ConcurrentHashMap<>();

    /** Knows no loader yet. */
    public ClassSource() {}

    /**
     * Whether classes of a loader may be missing in a child although its class path is this process's own.
     *
     * @param loader a loader; null for the JDK's
     * @return false for the application's loader and those above it
     */
    public static boolean isForeign(@Nullable ClassLoader loader) {
        for (ClassLoader at = ClassLoader.getSystemClassLoader(); at != null; at = at.getParent()) {
            if (at == loader) {
                return false;
            }
        }
        return loader != null;
    }

    /**
     * Adds a loader to those that are asked, unless it is not foreign or is asked already.
     *
     * @param loader the loader of what is sent to a child; null for the JDK's
     */
    public synchronized void add(@Nullable ClassLoader loader) {
        if (loader == null || !isForeign(loader) || loaders.contains(loader)) {
            return;
        }
        if (loaders.size() == MOST_LOADERS) {
            loaders.remove(0);
        }
        loaders.add(loader);
    }

    /**
     * Whether there is any loader to ask.
     *
     * @return false if a child finds all classes on its class path
     */
    public boolean isNeeded() {
        return !loaders.isEmpty();
    }

    /**
     * Finds a class file. Runs code of the loaders, which may compile source files; whatever that throws is part of the
     * answer.
     *
     * @param name the class's binary name, from a peer
     * @return the answer; for classes of the application's loader, which children find by themselves or not at all, that they
     *     are there
     */
    public ClassAnswer find(String name) {
        if (!isName(name)) {
            return ClassAnswer.unknown();
        }
        try {
            return ask(name);
        } catch (Error thrown) {
            return ClassAnswer.refused("a class loader that was asked for it in process "
                    + ProcessHandle.current().pid() + " failed: " + thrown);
        }
    }

    private ClassAnswer ask(String name) {
        Class<?> type = loaded(name).orElse(null);
        if (type == null) {
            return isOnClassPath(name)
                    ? ClassAnswer.refused("process " + ProcessHandle.current().pid() + " has it on its class path")
                    : ClassAnswer.unknown();
        }
        ClassAnswer answer = bytesOf(type);
        if (JShellVariable.isOfJShell(name)) {
            answer.bytes().ifPresent(bytes -> changeable.putIfAbsent(name, bytes));
        }
        return answer;
    }

    /**
     * The class itself, for who lives in this process and needs no copy of it.
     *
     * @param name the class's binary name
     * @return the class; empty if the loaders have none that is theirs
     */
    public Optional<Class<?>> loaded(String name) {
        for (ClassLoader loader : loaders) {
            Class<?> type = load(name, loader);
            if (type != null && isForeign(type.getClassLoader())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * A class that was given and is not any more what it was then. JShell changes a class in place when a method is
     * redefined; who has loaded the class before keeps it as it was.
     *
     * @return the class's name and methods, in words; empty if there is none
     */
    public Optional<String> changed() {
        for (Map.Entry<String, byte[]> given : changeable.entrySet()) {
            Class<?> type = loaded(given.getKey()).orElse(null);
            if (type == null) {
                continue;
            }
            byte[] now = bytesOf(type).bytes().orElse(given.getValue());
            if (!Arrays.equals(now, given.getValue())) {
                return Optional.of(JShellVariable.inWords(type));
            }
        }
        return Optional.empty();
    }

    /** A name, and not a path to some other file. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && name.indexOf('/') < 0 && name.charAt(0) != '[';
    }

    /** Loading comes first: the source launcher compiles a class when it is loaded, and has no bytes of it before. */
    private static @Nullable Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError | RuntimeException absent) {
            return null;
        }
    }

    /** Whether the application has it. Not the JDK, which is another one for who lacks it. */
    private static boolean isOnClassPath(String name) {
        String file = fileOf(name);
        return ClassLoader.getSystemClassLoader().getResource(file) != null
                && ClassLoader.getPlatformClassLoader().getResource(file) == null;
    }

    private static String fileOf(String name) {
        return name.replace('.', '/') + ".class";
    }

    private static ClassAnswer bytesOf(Class<?> type) {
        String variable = JShellVariable.heldBy(type);
        if (variable != null) {
            return ClassAnswer.refused("it holds the JShell variable " + variable
                    + ", whose value stays in JShell: pass it" + " as an argument");
        }
        ClassLoader loader = type.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(fileOf(type.getName()))) {
            if (in != null) {
                return ClassAnswer.of(in.readAllBytes());
            }
            return ClassAnswer.refused("its loader " + loader.getClass().getName() + " in process "
                    + ProcessHandle.current().pid()
                    + " made it and gives no class file of it; compile it with javac and"
                    + " put it on the class path");
        } catch (IOException | RuntimeException e) {
            return ClassAnswer.refused("its class file cannot be read in process "
                    + ProcessHandle.current().pid() + ": " + e);
        }
    }
}
