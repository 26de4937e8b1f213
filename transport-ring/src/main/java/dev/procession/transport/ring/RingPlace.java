package dev.procession.transport.ring;

import dev.procession.core.channel.PrivatePath;
import dev.procession.core.channel.Proof;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.launch.LocalLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a channel's file has its name until the child has opened it: in the launcher's private folder, which is cleared up
 * after a crash. After that it has none, and the system takes its memory back with the last who has it mapped.
 */
final class RingPlace {
    private static final String ADDRESS_PREFIX = "ring:";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Path file;
    private final LocalLauncher.Lease lease;
    private final AtomicBoolean removed = new AtomicBoolean();

    private RingPlace(Path file, LocalLauncher.Lease lease) {
        this.file = file;
        this.lease = lease;
    }

    /** A name that is not in use. */
    static RingPlace inRunFolder() {
        LocalLauncher.Lease lease = LocalLauncher.shared().lease();
        boolean made = false;
        try {
            Path file = LocalLauncher.shared().folder().resolve("ring-" + NUMBERS.incrementAndGet());
            made = true;
            return new RingPlace(file, lease);
        } finally {
            if (!made) {
                lease.close();
            }
        }
    }

    Path file() {
        return file;
    }

    long usableBytes() {
        return LocalLauncher.shared().folder().toFile().getUsableSpace();
    }

    String address() {
        return ADDRESS_PREFIX + file;
    }

    /** Takes its name from the file. Idempotent. */
    void remove() {
        if (removed.compareAndSet(false, true)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // It goes with the folder that it is in.
            } finally {
                lease.close();
            }
        }
    }

    /**
     * The file that an address names, if it is private to this user.
     *
     * @throws ChannelException if it is not, or if that is no address of this transport
     */
    static Path at(String address) {
        try {
            if (address.startsWith(ADDRESS_PREFIX)) {
                Path file = Path.of(address.substring(ADDRESS_PREFIX.length()));
                PrivatePath.requireFile(file);
                return file;
            }
        } catch (NoSuchFileException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "the file " + e.getFile() + " is gone; the parent has given this child up, or something else has"
                            + " removed it",
                    e);
        } catch (IOException | InvalidPathException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the ring transport cannot use \"" + address + "\": " + e, e);
        }
        throw new ChannelException("the ring transport cannot connect to \"" + address + "\", only to an address that"
                + " begins with \"" + ADDRESS_PREFIX + "\"; parent and child have to name the same transport");
    }

    /** What the file has that only its launcher could have put there. */
    static byte[] fileProof(byte[] secret) {
        return Proof.of("procession ring file", secret);
    }

    /** What the child writes into it. */
    static byte[] childProof(byte[] secret) {
        return Proof.of("procession ring child", secret);
    }
}
