package dev.procession.pool.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder of archives: {@code procession-KEY-JARS.jsa} with its {@code .index}, and {@code
 * procession-KEY.failed} where none could be made. Several archives may have one key: programs that use the same Procession
 * with other versions of its libraries.
 */
final class ArchiveStore {
    private static final System.Logger LOG = System.getLogger("dev.procession.pool");
    private static final String PREFIX = "procession-";
    private static final String ARCHIVE = ".jsa";
    private static final String INDEX = ".index";
    private static final String FAILED = ".failed";
    private static final String UNFINISHED = ".tmp";

    /** What is cleared away has a name of ours: the folder may be one in which others keep things, too. */
    private static final Pattern OURS = Pattern.compile("procession-[0-9a-f]{32}[-.0-9a-z]*");

    /** Programs that run once a month keep theirs. */
    private static final Duration KEPT_UNUSED = Duration.ofDays(30);

    /** Both how long a failure is believed, and how exactly the last use is noted. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final int BUFFER = 1 << 16;

    /** Archives whose checksum was found right by this process. */
    private static final Set<FileStamp> CHECKED = ConcurrentHashMap.newKeySet();

    private final Path folder;

    /**
     * A folder, which is there and safe.
     *
     * @throws NoArchiveException if it is not
     */
    ArchiveStore(Path folder) throws NoArchiveException {
        try {
            this.folder = folder.toRealPath();
        } catch (NoSuchFileException e) {
            throw new NoArchiveException("there is none yet in " + folder, e);
        } catch (IOException e) {
            throw new NoArchiveException("the folder " + folder + " cannot be read: " + e, e);
        }
        if (this.folder.toString().matches(".*[:,\"].*")) {
            throw new NoArchiveException(
                    "the folder " + folder + " has a colon, comma or quote in its name, which JVM options do not take");
        }
        ArchiveFolder.requireSafe(this.folder);
    }

    Path folder() {
        return folder;
    }

    /**
     * Finds an archive that workers with this class path can use.
     *
     * @throws NoArchiveException if there is none
     */
    Archive find(ArchiveKey key, List<Path> classPath) throws NoArchiveException {
        String why = "there is none yet";
        for (Path file : list(PREFIX + key.name() + "-*" + INDEX)) {
            try {
                return open(file, classPath);
            } catch (IOException e) {
                why = file + " cannot be read: " + e;
            } catch (NoArchiveException e) {
                why = e.why();
            }
        }
        throw new NoArchiveException(why);
    }

    private Archive open(Path file, List<Path> classPath) throws IOException, NoArchiveException {
        ArchiveFolder.requireSafe(file);
        ArchiveIndex index = ArchiveIndex.read(file);
        if (!classPath.containsAll(index.jarPaths())) {
            throw new NoArchiveException("that in " + file + " was made for other jars");
        }
        if (!index.isCurrent()) {
            throw new NoArchiveException("that in " + file + " is older than its jars");
        }
        requireSameClasses(index, classPath);
        Path archive = sibling(file, ARCHIVE);
        requireWhole(archive, index);
        use(file);
        return new Archive(archive, index.jarPaths());
    }

    private static void requireSameClasses(ArchiveIndex index, List<Path> classPath)
            throws IOException, NoArchiveException {
        Shadows shadows = new Shadows(index.jarPaths(), index.packages());
        for (Path entry : Shadows.overtaken(classPath, index.jarPaths())) {
            boolean known = Files.isRegularFile(entry) && index.harmless().contains(FileStamp.of(entry));
            String shadow = known ? "" : shadows.in(entry);
            if (!shadow.isEmpty()) {
                throw new NoArchiveException(entry + " has a " + shadow
                        + " of its own before the one in a jar that would be archived: the order has to stay");
            }
        }
    }

    private static void requireWhole(Path archive, ArchiveIndex index) throws IOException, NoArchiveException {
        ArchiveFolder.requireSafe(archive);
        FileStamp stamp = FileStamp.of(archive);
        if (stamp.size() != index.archiveSize()
                || (!CHECKED.contains(stamp) && checksum(archive) != index.checksum())) {
            throw new NoArchiveException(archive + " is damaged");
        }
        CHECKED.add(stamp);
    }

    /** What is used is kept. Without the right to write, whoever has it decides. */
    private static void use(Path index) {
        try {
            if (age(index).compareTo(DAY) > 0) {
                Files.setLastModifiedTime(index, FileTime.from(Instant.now()));
            }
        } catch (IOException readOnly) {
            // It is as good as before.
        }
    }

    private static Duration age(Path file) throws IOException {
        return Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
    }

    static long checksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
            }
        }
        return checksum.getValue();
    }

    /** A file for an archive that is being written, beside the others, so that it can be moved into its place at once. */
    Path unfinished(ArchiveKey key) {
        return folder.resolve(
                PREFIX + key.name() + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + UNFINISHED);
    }

    /** Puts a finished archive into its place; its index comes last. */
    Archive install(ArchiveKey key, Path written, ArchiveIndex index) throws IOException {
        String name = PREFIX + key.name() + "-" + ArchiveKey.digest(index.jars().toString());
        Path archive = folder.resolve(name + ARCHIVE);
        Path unfinished = unfinished(key);
        write(unfinished, index.text());
        Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
        Files.move(unfinished, folder.resolve(name + INDEX), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(failure(key));
        return new Archive(archive, index.jarPaths());
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private Path failure(ArchiveKey key) {
        return folder.resolve(PREFIX + key.name() + FAILED);
    }

    /** Notes that none can be made, so that not every program tries it anew. */
    void noteFailure(ArchiveKey key, String why) {
        try {
            write(failure(key), why + "\n");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a failure cannot be noted", e);
        }
    }

    /** Whether none could be made during the last day. */
    boolean hasFailed(ArchiveKey key) {
        try {
            return age(failure(key)).compareTo(DAY) < 0;
        } catch (IOException none) {
            return false;
        }
    }

    /** Removes what nobody uses any more. Only under the lock: what is unfinished then is left over. */
    void clear() {
        for (Path file : list(PREFIX + "*")) {
            try {
                if (OURS.matcher(String.valueOf(file.getFileName())).matches() && isObsolete(file)) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "an old archive cannot be removed", e);
            }
        }
    }

    private static boolean isObsolete(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(FAILED)) {
            return age(file).compareTo(DAY) > 0;
        }
        if (name.endsWith(INDEX)) {
            return isObsoleteIndex(file);
        }
        if (name.endsWith(ARCHIVE)) {
            Path index = sibling(file, INDEX);
            return !Files.exists(index) || isObsoleteIndex(index);
        }
        return name.endsWith(UNFINISHED);
    }

    private static boolean isObsoleteIndex(Path file) throws IOException {
        if (age(file).compareTo(KEPT_UNUSED) > 0) {
            return true;
        }
        ArchiveIndex index = readable(file);
        return index == null || !Files.isDirectory(index.javaHome()) || !index.isCurrent();
    }

    private static @Nullable ArchiveIndex readable(Path file) {
        try {
            return ArchiveIndex.read(file);
        } catch (IOException e) {
            return null;
        }
    }

    private static Path sibling(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
    }

    private List<Path> list(String pattern) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(files::add);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the archives cannot be listed", e);
        }
        return files;
    }
}
