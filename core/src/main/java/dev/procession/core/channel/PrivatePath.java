package dev.procession.core.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Whether a file or folder through which two processes meet is this user's alone. For those who write transports. */
public final class PrivatePath {
    private static final String PRIVATE_FILE = "rw-------";
    private static final String PRIVATE_FOLDER = "rwx------";

    private PrivatePath() {}

    /**
     * Nothing, if it is a plain file of this user with mode 0600.
     *
     * @param file where; a symbolic link is none
     * @throws IOException if it is not, or is not there: what it is
     */
    public static void requireFile(Path file) throws IOException {
        PosixFileAttributes found = attributes(file);
        require(file, found, found.isRegularFile(), "plain file", PRIVATE_FILE);
    }

    /**
     * Nothing, if it is a folder of this user with mode 0700.
     *
     * @param folder where; a symbolic link is none
     * @throws IOException if it is not, or is not there: what it is
     */
    public static void requireFolder(Path folder) throws IOException {
        PosixFileAttributes found = attributes(folder);
        require(folder, found, found.isDirectory(), "folder", PRIVATE_FOLDER);
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void require(Path path, PosixFileAttributes found, boolean isKind, String kind, String wanted)
            throws IOException {
        String mode = PosixFilePermissions.toString(found.permissions());
        if (!isKind || !mode.equals(wanted)) {
            throw new IOException(path + " has mode " + mode + (isKind ? "" : " and is no " + kind)
                    + ", it has to be a " + kind + " with mode " + wanted);
        }
        String owner = found.owner().getName();
        Path process = Path.of("/proc/self");
        String self = Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name");
        if (!owner.equals(self)) {
            throw new IOException(path + " belongs to " + owner + ", this process to " + self);
        }
    }
}
