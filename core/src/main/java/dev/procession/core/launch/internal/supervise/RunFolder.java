package dev.procession.core.launch.internal.supervise;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.LaunchException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The private folder of one JVM's run: where it stands, how it is made, and how it goes. */
public final class RunFolder {
    private static final String PREFIX = "procession-";
    private static final String MEMORY = "/dev/shm";

    /** Side files are preallocated here; with less room the disk is the better place. */
    private static final long ROOM = 64L << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final FileAttribute<?> PRIVATE_FOLDER = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final Set<PosixFilePermission> READ_WRITE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final FileAttribute<?> PRIVATE_FILE = PosixFilePermissions.asFileAttribute(READ_WRITE);

    private RunFolder() {}

    /**
     * Makes the run's folder, mode 0700, in memory where there is room, else where temporary files go.
     *
     * @param run whose
     * @return the folder
     * @throws LaunchException if it cannot be made anywhere
     */
    public static Path create(RunId run) {
        List<String> tried = new ArrayList<>();
        for (Path base : bases()) {
            Path folder = base.resolve(namePrefix().concat(run.text()));
            try {
                return createAt(folder);
            } catch (IOException e) {
                tried.add(e.toString());
            }
        }
        throw new LaunchException(
                ErrorCode.LAUNCH_FAILED,
                "No private folder can be made for this run; tried " + tried + ". Make one of the places writable, or"
                        + " set java.io.tmpdir to a folder that is",
                null);
    }

    private static Path createAt(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
            return Files.setPosixFilePermissions(folder, OWNER_ONLY); // a umask may have taken its owner's rights
        } catch (FileAlreadyExistsException e) {
            if (isOurs(folder)) {
                return folder;
            }
            throw new IOException(folder + " exists and is not a private folder of this user", e);
        }
    }

    private static boolean isOurs(Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ONLY)
                && ownedByThisUser(folder);
    }

    private static boolean ownedByThisUser(Path folder) throws IOException {
        Path self = Path.of("/proc/self");
        String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
        return Files.exists(self)
                ? owner.equals(Files.getOwner(self).getName())
                : owner.equals(System.getProperty("user.name"));
    }

    /** The places where a run's folder may stand, best first. */
    private static List<Path> bases() {
        List<Path> bases = new ArrayList<>();
        File memory = new File(MEMORY);
        if (memory.isDirectory() && memory.canWrite() && memory.getUsableSpace() >= ROOM) {
            bases.add(memory.toPath());
        }
        bases.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        return bases;
    }

    private static String namePrefix() {
        String user = System.getProperty("user.name");
        StringBuilder safe = new StringBuilder(PREFIX);
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            safe.append(Character.isLetterOrDigit(c) && c < 128 ? c : '_');
        }
        return safe.append('-').toString();
    }

    /**
     * The folders of this user's runs that have ended without removing them.
     *
     * @param self this run
     * @return the folders by the run that they belonged to
     */
    static List<Stale> stale(RunId self) {
        List<Stale> found = new ArrayList<>();
        for (Path base : bases()) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, namePrefix() + "*")) {
                for (Path folder : folders) {
                    Stale stale = staleAt(folder, self);
                    if (stale != null) {
                        found.add(stale);
                    }
                }
            } catch (IOException e) {
                // A place that cannot be listed holds nothing that we could sweep.
            }
        }
        return found;
    }

    private static @Nullable Stale staleAt(Path folder, RunId self) throws IOException {
        String name = folder.getFileName().toString().substring(namePrefix().length());
        RunId run = RunId.parse(name).orElse(null);
        return run != null && run.hasEnded(self) && isOurs(folder) ? new Stale(folder, run) : null;
    }

    /**
     * Makes a private file, mode 0600.
     *
     * @param file its path, which must not exist
     * @param bytes what it holds
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        Files.createFile(file, PRIVATE_FILE);
        Files.setPosixFilePermissions(file, READ_WRITE);
        Files.write(file, bytes);
    }

    /**
     * Deletes a folder and what is in it. Never follows a link; what cannot be deleted stays.
     *
     * @param folder the folder
     */
    public static void delete(Path folder) {
        deleteTree(folder.toFile());
    }

    private static void deleteTree(File file) {
        File[] inside = Files.isSymbolicLink(file.toPath()) ? null : file.listFiles();
        if (inside != null) {
            for (File one : inside) {
                deleteTree(one);
            }
        }
        if (!file.delete()) {
            // Gone already, or somebody is still writing into it: the next start sweeps it.
        }
    }

    /**
     * What an ended run left.
     *
     * @param folder its folder
     * @param run whose
     */
    record Stale(Path folder, RunId run) {}
}
