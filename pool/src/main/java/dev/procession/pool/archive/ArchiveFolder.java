package dev.procession.pool.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Where archives are, and whether what is there may be trusted. An archive is as good as code: who can write it decides what
 * the workers run.
 */
final class ArchiveFolder {
    /** The system property with the folder, or {@value #OFF}. */
    static final String PROPERTY = "procession.archive";

    /** The environment variable with the folder, or {@value #OFF}; weaker than the property. */
    static final String VARIABLE = "PROCESSION_ARCHIVE";

    /** Neither makes nor uses archives. */
    static final String OFF = "off";

    private static final System.Logger LOG = System.getLogger("dev.procession.pool");
    private static final FileAttribute<?> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The write permission of the group and of all others, in a file's mode. */
    private static final int OTHERS_WRITE = 0022;

    private static final Set<Path> WARNED = ConcurrentHashMap.newKeySet();

    private ArchiveFolder() {}

    /**
     * Where archives are, or would be.
     *
     * @throws NoArchiveException if they are switched off
     */
    static Path chosen() throws NoArchiveException {
        return chosen(System::getProperty, System::getenv);
    }

    static Path chosen(UnaryOperator<String> properties, UnaryOperator<String> environment) throws NoArchiveException {
        String asked = properties.apply(PROPERTY);
        String name = asked != null ? "the system property " + PROPERTY : "the environment variable " + VARIABLE;
        asked = asked != null ? asked : environment.apply(VARIABLE);
        if (asked != null && !asked.isBlank()) {
            if (asked.equals(OFF)) {
                throw new NoArchiveException("archives are switched off by " + name);
            }
            return Path.of(asked).toAbsolutePath();
        }
        String cache = environment.apply("XDG_CACHE_HOME");
        Path base = cache != null && cache.startsWith("/")
                ? Path.of(cache)
                : Path.of(properties.apply("user.home"), ".cache").toAbsolutePath();
        return base.resolve("procession");
    }

    /** Makes the folder if it is not there, for its owner alone. */
    static void make(Path folder) throws NoArchiveException {
        try {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, PRIVATE_FOLDER);
            }
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw new NoArchiveException(
                        "the folder " + folder + " cannot be made (" + e + "): name another by -D" + PROPERTY + "=...",
                        e);
            }
        }
    }

    /**
     * Refuses a folder, or a file in it, that somebody else could have written. Says so once, loudly: it is either an
     * oversight or an attack.
     *
     * @throws NoArchiveException if it belongs to neither this user nor root, or others may write it
     */
    static void requireSafe(Path file) throws NoArchiveException {
        String fault;
        try {
            fault = fault(file);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw new NoArchiveException(file + " cannot be looked at: " + e, e);
        }
        if (!fault.isEmpty()) {
            String message = "the start-up archives in " + file + " are not used: " + fault;
            if (WARNED.add(file)) {
                LOG.log(System.Logger.Level.WARNING, message);
            }
            throw new NoArchiveException(message);
        }
    }

    private static String fault(Path file) throws IOException {
        if (!isTrusted(file, attribute(file, "unix:uid"))) {
            return "it belongs to another user; remove it, or name a folder of your own by -D" + PROPERTY + "=...";
        }
        if ((attribute(file, "unix:mode") & OTHERS_WRITE) != 0) {
            return "others may write it; run chmod go-w " + file;
        }
        return "";
    }

    private static int attribute(Path file, String name) throws IOException {
        if (Files.getAttribute(file, name, LinkOption.NOFOLLOW_LINKS) instanceof Integer number) {
            return number;
        }
        throw new IOException("no " + name);
    }

    private static boolean isTrusted(Path file, int uid) throws IOException {
        if (uid == 0) {
            return true;
        }
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? uid == attribute(self.toRealPath(), "unix:uid")
                : Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    }
}
