package dev.procession.transport.ring;

import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.launch.LocalLauncher;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a channel's file has its name until the child has opened it: in the launcher's private folder, which is cleared up
 * after a crash. After that it has none, and the system takes its memory back with the last who has it mapped.
 */
final class RingPlace {
    private static final String ADDRESS_PREFIX = "ring:";
    private static final String PRIVATE = "rw-------";
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
                checkPrivate(file);
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

    private static void checkPrivate(Path file) throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String mode = PosixFilePermissions.toString(found.permissions());
        if (!found.isRegularFile() || !mode.equals(PRIVATE)) {
            throw new IOException(file + " has mode " + mode + (found.isRegularFile() ? "" : " and is no plain file")
                    + ", it has to be a plain file with mode " + PRIVATE);
        }
        String owner = found.owner().getName();
        Path process = Path.of("/proc/self");
        String self = Files.exists(process) ? Files.getOwner(process).getName() : System.getProperty("user.name");
        if (!owner.equals(self)) {
            throw new IOException(file + " belongs to " + owner + ", this process to " + self);
        }
    }

    /** What the file has that only its launcher could have put there. */
    static byte[] fileProof(byte[] secret) {
        return hash("procession ring file", secret);
    }

    /** What the child writes into it. */
    static byte[] childProof(byte[] secret) {
        return hash("procession ring child", secret);
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
}
