package dev.procession.core.connection.internal.meeting;

import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.internal.CurrentChild;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a listening socket is, and what goes with it. One without an address of the user's is a Unix-domain socket in the
 * run's private folder, or in a child its parent's, which that clears; where a path would be too long, or {@value
 * #PROPERTY} says {@code tcp}, it is a port of the loopback interface.
 */
public final class Place {
    /** The system property that says {@code unix} or {@code tcp}. */
    public static final String PROPERTY = "procession.connection.address";

    /** What a socket's address holds on macOS and the BSDs, without the zero at its end; Linux has 4 more. */
    private static final int MOST_PATH_BYTES = 103;

    /** Comers that the system holds until they are looked at. */
    private static final int BACKLOG = 256;

    private static final String ANOTHER = ": choose another address, such as port 0 of the loopback interface";

    private static final String OWN_FOLDER = "procession-";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ServerSocketChannel server;
    private final @Nullable Path file;
    private final LocalLauncher.Lease folder;

    private Place(ServerSocketChannel server, @Nullable Path file, LocalLauncher.Lease folder) {
        this.server = server;
        this.file = file;
        this.folder = folder;
    }

    /** A place of this process's own. */
    static Place own() {
        String family = System.getProperty(PROPERTY, "unix");
        if (family.equals("tcp")) {
            return loopback();
        }
        if (!family.equals("unix")) {
            throw new ConnectionException(
                    ErrorCode.CONNECTION_FAILED,
                    "The system property " + PROPERTY + " is '" + family + "': it can be unix or tcp");
        }
        String child = CurrentChild.filePrefix();
        LocalLauncher.Lease lease = child == null ? LocalLauncher.shared().lease() : () -> {};
        try {
            String name = NUMBERS.incrementAndGet() + ".sock";
            Path path = child == null ? LocalLauncher.shared().folder().resolve(name) : Path.of(child + "-" + name);
            if (bytesOf(path) <= MOST_PATH_BYTES) {
                return unix(path, lease);
            }
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        lease.close();
        return loopback();
    }

    private static Place loopback() {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static int bytesOf(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * A place that the user chose.
     *
     * @throws ConnectionException if nobody can listen there
     */
    static Place at(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            Path path = unix.getPath().toAbsolutePath();
            if (bytesOf(path) > MOST_PATH_BYTES) {
                throw failed(
                        path + " has " + bytesOf(path) + " bytes, and a socket's path may have no more than "
                                + MOST_PATH_BYTES
                                + ": choose a shorter one, or an InetSocketAddress of the loopback interface",
                        null);
            }
            if (!Files.isDirectory(Objects.requireNonNullElse(path.getParent(), path))) {
                throw failed(path + ", whose folder is not there: make that first", null);
            }
            removeStale(path, () -> SocketChannel.open(StandardProtocolFamily.UNIX));
            return unix(path, () -> {});
        }
        try {
            ServerSocketChannel server = ServerSocketChannel.open();
            return bound(server, address, null, () -> {});
        } catch (IOException e) {
            throw failed(address + " (" + e.getMessage() + ")" + ANOTHER, e);
        }
    }

    private static Place unix(Path path, LocalLauncher.Lease lease) {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Place place = bound(server, UnixDomainSocketAddress.of(path), path, lease);
            restrict(place, path);
            return place;
        } catch (IOException | UnsupportedOperationException e) {
            throw failed(path + " (" + e.getMessage() + ")" + ANOTHER, e);
        }
    }

    private static Place bound(
            ServerSocketChannel server, SocketAddress address, @Nullable Path file, LocalLauncher.Lease lease)
            throws IOException {
        try {
            server.bind(address, BACKLOG);
            server.configureBlocking(false);
            return new Place(server, file, lease);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void restrict(Place place, Path path) throws IOException {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** Opens a socket to try a path with. */
    interface Opening {
        /** A new one; fails where this process may open none. */
        SocketChannel open() throws IOException;
    }

    /**
     * Removes the socket of a listener that has died without doing so: one where the system says that nobody answers. Whatever
     * else goes wrong says nothing of who listens there.
     */
    static void removeStale(Path path, Opening opening) {
        try {
            if (!isSocket(path)) {
                return;
            }
            try (SocketChannel probe = opening.open()) {
                probe.configureBlocking(false);
                probe.connect(UnixDomainSocketAddress.of(path));
            } catch (ConnectException nobodyIsThere) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Binding says what is wrong with it.
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(
                                path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
    }

    private static ConnectionException failed(String where, @Nullable Throwable cause) {
        return new ConnectionException(ErrorCode.CONNECTION_FAILED, "Nobody can listen at " + where, cause);
    }

    ServerSocketChannel server() {
        return server;
    }

    SocketAddress address() {
        try {
            return server.getLocalAddress();
        } catch (IOException e) {
            throw failed("this address: it is closed", e);
        }
    }

    /** Nobody comes any more; the file goes, if there is one. */
    void close() {
        try {
            server.close();
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The file goes with its folder.
        } finally {
            folder.close();
        }
    }

    /** An address as text. */
    static String text(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return "unix:" + unix.getPath();
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        return "tcp:" + inet.getAddress().getHostAddress() + ":" + inet.getPort();
    }

    /**
     * The address that a text from another process names, if it is one where processes of this user meet: nobody can have
     * this process connect to anything else.
     *
     * @throws ConnectionException if it is not
     */
    static SocketAddress parse(String text) {
        if (text.startsWith("unix:")) {
            Path path = path(text.substring("unix:".length()));
            Path parent = path == null ? null : path.getParent();
            if (path != null && parent != null && isPrivate(parent) && bytesOf(path) <= MOST_PATH_BYTES) {
                return UnixDomainSocketAddress.of(path);
            }
        } else if (text.startsWith("tcp:")) {
            int colon = text.lastIndexOf(':');
            String host = text.substring("tcp:".length(), Math.max("tcp:".length(), colon));
            InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), portOf(text, colon));
            if (host.equals(loopback.getAddress().getHostAddress())) {
                return loopback;
            }
        }
        throw new ConnectionException(
                ErrorCode.CONNECTION_FAILED,
                "An end of a connection is said to wait at " + text + ", where none waits");
    }

    private static @Nullable Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static int portOf(String text, int colon) {
        String digits = text.substring(colon + 1);
        boolean isPort =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        return isPort ? Math.min(0xFFFF, Integer.parseInt(digits)) : 0;
    }

    private static boolean isPrivate(Path folder) {
        try {
            Path name = folder.getFileName();
            return name != null
                    && name.toString().startsWith(OWN_FOLDER)
                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                            .equals(Set.copyOf(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
