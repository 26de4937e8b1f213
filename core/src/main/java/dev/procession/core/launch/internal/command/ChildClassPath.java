package dev.procession.core.launch.internal.command;

import dev.procession.core.launch.ChildSpec;
import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the child's class path: the explicit one; else what Surefire says when it runs tests in a loader of its own; else
 * this JVM's own path and, behind it, the folders and jars of the loaders below. Procession's core and what the child needs
 * are always on it.
 */
public final class ChildClassPath {
    private ChildClassPath() {}

    static String of(ChildSpec spec) {
        return String.join(File.pathSeparator, entries(spec));
    }

    /**
     * The entries of a child's class path.
     *
     * @param spec what is to be launched
     * @return absolute paths in order
     */
    public static List<String> entries(ChildSpec spec) {
        Set<String> entries = new LinkedHashSet<>();
        if (spec.classPath().isEmpty()) {
            derive(spec.classLoader().orElse(null), entries);
        } else {
            spec.classPath().forEach(entry -> entries.add(entry.toAbsolutePath().toString()));
        }
        addSourceOf(ChildClassPath.class, entries);
        spec.needed().forEach(type -> addSourceOf(type, entries));
        List<String> ordered = new ArrayList<>();
        for (Path entry : spec.classPathFirst()) {
            String text = entry.toString();
            if (entries.remove(text)) {
                ordered.add(text);
            }
        }
        ordered.addAll(entries);
        return ordered;
    }

    private static void derive(@Nullable ClassLoader loader, Set<String> entries) {
        String surefire = System.getProperty("surefire.test.class.path");
        if (surefire != null && loader != null && loader != ClassLoader.getSystemClassLoader()) {
            addPath(surefire, entries);
            return;
        }
        addPath(System.getProperty("jdk.module.path"), entries);
        addPath(System.getProperty("java.class.path"), entries);
        entries.addAll(below(loader));
    }

    private static void addPath(@Nullable String path, Set<String> entries) {
        if (path == null || path.isEmpty()) {
            return;
        }
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
    }

    /** The entries of the loaders between the application's and the given one; a parent is asked first, so it is first. */
    private static Collection<String> below(@Nullable ClassLoader loader) {
        Deque<URLClassLoader> chain = new ArrayDeque<>();
        for (ClassLoader at = loader; at != null; at = at.getParent()) {
            if (at instanceof URLClassLoader urls) {
                chain.push(urls);
            }
        }
        Set<String> entries = new LinkedHashSet<>();
        for (URLClassLoader urls : chain) {
            for (URL url : urls.getURLs()) {
                addUrl(url, entries);
            }
        }
        return entries;
    }

    private static void addSourceOf(Class<?> type, Set<String> entries) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            addUrl(source.getLocation(), entries);
        }
    }

    /** A class path holds files only; what a loader gets from elsewhere cannot be put on it. */
    private static void addUrl(URL url, Set<String> entries) {
        if (!"file".equals(url.getProtocol())) {
            return;
        }
        try {
            entries.add(Path.of(url.toURI()).toAbsolutePath().toString());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException unescaped) {
            entries.add(new File(url.getPath()).getAbsolutePath());
        }
    }
}
