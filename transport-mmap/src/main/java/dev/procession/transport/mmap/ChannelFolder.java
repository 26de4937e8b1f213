package dev.procession.transport.mmap;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.transport.mmap.ControlFile.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where a channel's files lie, whose they are, and what a failure to use them means. */
final class ChannelFolder {
    private static final String ADDRESS_PREFIX = "mmap:";
    private static final String PRIVATE = "rwx------";

    private ChannelFolder() {}

    static String address(Path folder) {
        return ADDRESS_PREFIX + folder;
    }

    /**
     * The folder that an address names, if it is private to this user.
     *
     * @throws ChannelException if it is not, or if that is no address of this transport
     */
    static Path at(String address) {
        try {
            if (address.startsWith(ADDRESS_PREFIX)) {
                Path folder = Path.of(address.substring(ADDRESS_PREFIX.length()));
                checkPrivate(folder);
                return folder;
            }
        } catch (NoSuchFileException e) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, isGone(Path.of(e.getFile())), e);
        } catch (IOException | InvalidPathException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the mmap transport cannot use \"" + address + "\": " + e, e);
        }
        throw new ChannelException("the mmap transport cannot connect to \"" + address + "\", only to an address that"
                + " begins with \"" + ADDRESS_PREFIX + "\"; parent and child have to name the same transport");
    }

    private static void checkPrivate(Path folder) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String mode = PosixFilePermissions.toString(found.permissions());
        if (!found.isDirectory() || !mode.equals(PRIVATE)) {
            throw new IOException(folder + " has mode " + mode + (found.isDirectory() ? "" : " and is no folder")
                    + ", it has to be a folder with mode " + PRIVATE);
        }
        String owner = found.owner().getName();
        Path process = Path.of("/proc/self");
        String self = Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name");
        if (!owner.equals(self)) {
            throw new IOException(folder + " belongs to " + owner + ", this process to " + self);
        }
    }

    /** Where the writer's queue of this number lies; numbers begin with 1. */
    static Path queue(Path folder, Side writer, long number) {
        return folder.resolve((writer == Side.PARENT ? "down-" : "up-") + number);
    }

    /** What the folder has that only its launcher could have put there. */
    static byte[] folderProof(byte[] secret) {
        return hash("procession mmap folder", secret);
    }

    /** What the child writes into it. */
    static byte[] childProof(byte[] secret) {
        return hash("procession mmap child", secret);
    }

    private static byte[] hash(String purpose, byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(purpose.getBytes(StandardCharsets.US_ASCII));
            return digest.digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String isGone(Path folder) {
        return "the folder " + folder + " is gone; something else has removed it while it was in use";
    }

    /** Says what has failed and what may be done about it. */
    static String whyNot(Path folder, String what, IOException cause) {
        if (!Files.isDirectory(folder)) {
            return what + ": " + isGone(folder) + " (" + cause + ")";
        }
        long usable = folder.toFile().getUsableSpace();
        if (usable < DiskBudget.QUEUE_BYTES) {
            return what + ": " + usable + " bytes are free on the file system of " + folder + ", a queue takes "
                    + DiskBudget.QUEUE_BYTES + "; free space, or name another folder with -D"
                    + (Journal.isKept(folder) ? MmapTransport.JOURNAL_PROPERTY : MmapTransport.FOLDER_PROPERTY)
                    + " (" + cause + ")";
        }
        if (!Files.isWritable(folder)) {
            return what + ": this process may not write to " + folder + " (" + cause + ")";
        }
        return what + " (" + cause + ")";
    }
}
