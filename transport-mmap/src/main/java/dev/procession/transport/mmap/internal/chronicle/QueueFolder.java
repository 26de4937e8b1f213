package dev.procession.transport.mmap.internal.chronicle;

import dev.procession.core.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A queue's folder on disk: made private, filled so that no store into its mapped files can fail, and removed. */
public final class QueueFolder {
    private static final int BLOCK_BYTES = 256 << 10;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private QueueFolder() {}

    /**
     * Makes a folder that only this user may enter.
     *
     * @param folder where; its parent is there
     * @throws IOException if it is there already or cannot be made
     * @throws TransportException if the umask takes their owner's rights from folders and files
     */
    public static void create(Path folder) throws IOException {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
        if (!mode.equals(OWNER_ONLY)) {
            Files.delete(folder);
            throw new TransportException("a new folder, " + folder + ", got the mode "
                    + PosixFilePermissions.toString(mode) + " in place of "
                    + PosixFilePermissions.toString(OWNER_ONLY) + ", by the umask of this process, with which Chronicle"
                    + " Queue cannot open the files that it makes there: start the process with umask 077, or take"
                    + " another transport");
        }
    }

    /**
     * Makes the files private and writes each byte of them anew through the file system, which takes the space on disk. For
     * the only process that has the files open.
     *
     * @param folder with a queue in it
     * @throws IOException if there is no space
     */
    static void fill(Path folder) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    fill(channel, block);
                }
            }
        }
    }

    private static void fill(FileChannel channel, ByteBuffer block) throws IOException {
        long end = Math.min(channel.size(), Queues.QUEUE_BYTES);
        for (long at = 0; at < end; at += block.limit()) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, end - at));
            while (block.hasRemaining() && channel.read(block, at + block.position()) > 0) {
                // On to the rest.
            }
            block.flip();
            while (block.hasRemaining()) {
                channel.write(block, at + block.position());
            }
        }
    }

    /**
     * Removes a folder and all in it, also while somebody adds to it. What is gone already is fine.
     *
     * @param folder what to remove
     * @throws IOException if it cannot be removed
     */
    public static void remove(Path folder) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                empty(folder);
                Files.deleteIfExists(folder);
                return;
            } catch (NoSuchFileException gone) {
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last == null ? new IOException("cannot remove " + folder) : last;
    }

    private static void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    remove(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }
}
