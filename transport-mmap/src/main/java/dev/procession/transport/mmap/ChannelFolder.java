package dev.procession.transport.mmap;

import dev.procession.core.channel.PrivatePath;
import dev.procession.core.channel.Proof;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.transport.mmap.ControlFile.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where a channel's files lie, whose they are, and what a failure to use them means. */
final class ChannelFolder {
    private static final String ADDRESS_PREFIX = "mmap:";

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
                PrivatePath.requireFolder(folder);
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

    /** Where the writer's queue of this number lies; numbers begin with 1. */
    static Path queue(Path folder, Side writer, long number) {
        return folder.resolve((writer == Side.PARENT ? "down-" : "up-") + number);
    }

    /** What the folder has that only its launcher could have put there. */
    static byte[] folderProof(byte[] secret) {
        return Proof.of("procession mmap folder", secret);
    }

    /** What the child writes into it. */
    static byte[] childProof(byte[] secret) {
        return Proof.of("procession mmap child", secret);
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
