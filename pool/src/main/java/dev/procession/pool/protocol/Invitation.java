package dev.procession.pool.protocol;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a worker that is started by hand has to know. Its secret is good for one connection; both sides derive the next one
 * from it, so that the worker can come back after the line was cut and nobody can use the same invitation twice.
 *
 * @param provider the class name of the transport's provider
 * @param address where the pool waits for the worker
 * @param secret the key by which the two know each other, {@value LaunchLink#SECRET_BYTES} bytes
 * @param options the limits of the channel
 */
@SuppressWarnings("ArrayRecordComponent")
public record Invitation(String provider, String address, byte[] secret, ChannelOptions options) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NEXT =
            "procession: the invitation after this one".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final String OWNER_ONLY = "rw-------";

    /**
     * A first invitation, with a secret of its own.
     *
     * @param provider the class name of the transport's provider
     * @param address where the pool waits
     * @param options the limits of the channel
     * @return the invitation
     */
    public static Invitation first(String provider, String address, ChannelOptions options) {
        byte[] secret = new byte[LaunchLink.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Invitation(provider, address, secret, options);
    }

    /**
     * The invitation for the connection after this one's.
     *
     * @return the same with the next secret, from which this one cannot be found
     */
    public Invitation next() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return new Invitation(provider, address, mac.doFinal(NEXT), options);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /**
     * The same for another address.
     *
     * @param other where the pool waits
     * @return a copy
     */
    public Invitation at(String other) {
        return new Invitation(provider, other, secret, options);
    }

    /**
     * Writes the invitation where there is none, or an older one.
     *
     * @param file where
     * @throws IOException if that cannot be done, or something else is there
     */
    public void writeNew(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(file.toString(), null, "the folder for the invitation does not exist");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                read(file);
            } catch (IOException e) {
                throw new FileAlreadyExistsException(
                        file.toString(), null, "is there and no invitation; name a file that may be written");
            }
        }
        write(file);
    }

    /**
     * Writes the invitation, for its owner's eyes only, in place of what was there.
     *
     * @param file where
     * @throws IOException if that cannot be done
     */
    public void write(Path file) throws IOException {
        Properties fields = new Properties();
        fields.setProperty("provider", provider);
        fields.setProperty("address", address);
        fields.setProperty("secret", HexFormat.of().formatHex(secret));
        fields.setProperty("maxFrameBytes", Integer.toString(options.maxFrameBytes()));
        fields.setProperty("maxQueuedBytes", Integer.toString(options.maxQueuedBytes()));
        fields.setProperty("spinNanos", Long.toString(options.spin().toNanos()));
        StringWriter text = new StringWriter();
        fields.store(
                text,
                "Invites one worker to a Procession pool. Whoever reads this can run code with the pool: keep it secret.");
        Path whole = file.toAbsolutePath();
        Path fresh = whole.resolveSibling(whole.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, ownerOnly(fresh));
        if (isPosix(fresh)) {
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(OWNER_ONLY)); // whatever the umask
        }
        Files.writeString(fresh, text.toString(), StandardOpenOption.TRUNCATE_EXISTING);
        try {
            Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // A file that is mounted by itself, as into a container, can be written and not replaced.
            Files.writeString(whole, text.toString(), StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            Files.delete(fresh);
        }
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * Reads an invitation.
     *
     * @param file where it was written
     * @return the invitation
     * @throws IOException if it cannot be read, or is none; the message says what is wrong with it
     */
    public static Invitation read(Path file) throws IOException {
        Properties fields = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            fields.load(reader);
            byte[] secret = HexFormat.of().parseHex(field(fields, "secret"));
            if (secret.length != LaunchLink.SECRET_BYTES) {
                throw new IllegalArgumentException(
                        "its secret has " + secret.length + " bytes, not " + LaunchLink.SECRET_BYTES);
            }
            ChannelOptions options = new ChannelOptions(
                    Integer.parseInt(field(fields, "maxFrameBytes")),
                    Integer.parseInt(field(fields, "maxQueuedBytes")),
                    Duration.ofNanos(Long.parseLong(field(fields, "spinNanos"))));
            return new Invitation(field(fields, "provider"), field(fields, "address"), secret, options);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new IOException("it is no invitation: it is not text", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no invitation: " + e.getMessage(), e);
        }
    }

    private static String field(Properties fields, String name) {
        String value = fields.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no field " + name);
        }
        return value;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Invitation[" + provider + " at " + address + "]";
    }
}
