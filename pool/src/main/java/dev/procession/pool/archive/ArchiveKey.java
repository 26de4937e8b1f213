package dev.procession.pool.archive;

import dev.procession.core.channel.TransportProvider;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.pool.PoolBuilder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether an archive may fit, before its class path is looked at: the Java that runs the workers, the transport,
 * the jars of Procession that this JVM runs from, and what its command line says of modules. The latter since the JVM
 * uses an archive that was made with such options only in part, also where it has the same.
 *
 * @param javaHome the home of the workers' Java
 * @param transport the transport's name
 * @param own the jars
 * @param name a digest of all of it, part of the files' names
 */
record ArchiveKey(Path javaHome, String transport, Set<Path> own, String name) {
    /** The set is copied. */
    ArchiveKey {
        own = Set.copyOf(own);
    }

    /** Changed when workers load other classes in training, or the index's format changes. */
    private static final int VERSION = 1;

    private static final String MODULE_OPTION = "--";

    /** Sixteen bytes tell apart what one machine ever has. */
    private static final int DIGITS = 32;

    /**
     * The key of a pool's workers.
     *
     * @throws NoArchiveException if Procession does not run from jars: the JVM archives nothing else
     */
    static ArchiveKey of(ChildSpec worker, TransportProvider provider) throws NoArchiveException {
        try {
            Path home = worker.javaHome()
                    .orElseGet(() -> Path.of(System.getProperty("java.home")))
                    .toRealPath();
            StringBuilder text =
                    new StringBuilder("procession ").append(VERSION).append('\n');
            text.append(home).append('\n').append(release(home)).append('\n');
            text.append(provider.name()).append(' ').append(provider.getClass().getName());
            LocalLauncher.inheritedOptions().stream()
                    .filter(option -> option.startsWith(MODULE_OPTION))
                    .forEach(option -> text.append('\n').append(option));
            Set<Path> own = new LinkedHashSet<>();
            for (FileStamp jar : jars(provider)) {
                text.append('\n').append(jar.text());
                own.add(jar.path().toRealPath());
            }
            return new ArchiveKey(home, provider.name(), own, digest(text.toString()));
        } catch (IOException e) {
            throw new NoArchiveException("what it depends on cannot be read: " + e, e);
        }
    }

    /** Which Java it is, to the last build. */
    private static String release(Path home) throws IOException {
        Path release = home.resolve("release");
        String text = Files.exists(release) ? Files.readString(release, StandardCharsets.ISO_8859_1) : "";
        Path modules = home.resolve("lib").resolve("modules");
        return text + (Files.exists(modules) ? FileStamp.of(modules).text() : Runtime.version());
    }

    private static Set<FileStamp> jars(TransportProvider provider) throws NoArchiveException, IOException {
        Set<FileStamp> jars = new LinkedHashSet<>();
        for (Class<?> type : List.of(ChildSpec.class, PoolBuilder.class, provider.getClass())) {
            Path source = source(type);
            if (source == null || !Files.isRegularFile(source)) {
                throw new NoArchiveException(type.getName() + " comes from "
                        + (source == null ? "a place that is no file" : source)
                        + ", and only classes in jars can be archived: package it first");
            }
            jars.add(FileStamp.of(source));
        }
        return jars;
    }

    private static @Nullable Path source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        try {
            return location == null || !"file".equals(location.getProtocol()) ? null : Path.of(location.toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    /** A short name for a text. */
    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
