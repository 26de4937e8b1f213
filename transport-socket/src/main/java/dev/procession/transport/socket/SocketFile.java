package dev.procession.transport.socket;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.core.launch.LocalLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The path of a Unix-domain socket: in the run's folder, which nobody else can enter and which is swept after a crash. It
 * keeps the folder until it is deleted.
 */
final class SocketFile {
    /** What a socket's address holds on macOS and the BSDs, without the zero at its end; Linux has 4 more. */
    static final int MOST_PATH_BYTES = 103;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final SocketFile NONE = new SocketFile(null, () -> {});

    private final @Nullable Path path;
    private final LocalLauncher.Lease folder;
    private final AtomicBoolean deleted = new AtomicBoolean();

    private SocketFile(@Nullable Path path, LocalLauncher.Lease folder) {
        this.path = path;
        this.folder = folder;
    }

    /** For sockets without a file. */
    static SocketFile none() {
        return NONE;
    }

    /**
     * A path that is not in use.
     *
     * @throws TransportException if it would be too long for a socket
     */
    static SocketFile create() {
        LocalLauncher.Lease lease = LocalLauncher.shared().lease();
        Path path = LocalLauncher.shared().folder().resolve(NUMBERS.incrementAndGet() + ".sock");
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_PATH_BYTES) {
            lease.close();
            throw new TransportException("the path of a socket would be " + path + ", " + bytes
                    + " bytes, and a system may take no more than " + MOST_PATH_BYTES + "; set java.io.tmpdir to a"
                    + " shorter path, or use TCP with -D" + SocketTransport.ADDRESS_PROPERTY + "=tcp:");
        }
        return new SocketFile(path, lease);
    }

    boolean isNone() {
        return path == null;
    }

    Endpoint endpoint() {
        return new Endpoint(Endpoint.Family.UNIX, String.valueOf(path), 0);
    }

    /** Takes it from everybody else, who could not reach it in its folder anyway. */
    void restrict() {
        if (path == null) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | UnsupportedOperationException e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "the socket " + path + " cannot be made private (" + e + "); use TCP with -D"
                            + SocketTransport.ADDRESS_PROPERTY + "=tcp:",
                    e);
        }
    }

    /** Unlinks it and lets the folder go. Idempotent. */
    void delete() {
        if (path == null || !deleted.compareAndSet(false, true)) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It goes with the folder.
        } finally {
            folder.close();
        }
    }
}
