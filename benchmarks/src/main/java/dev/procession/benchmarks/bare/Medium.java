package dev.procession.benchmarks.bare;

import dev.procession.benchmarks.peers.JavaCommand;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What bare channels are made of. */
public enum Medium {
    /** The child's standard streams. */
    PIPE {
        @Override
        Wire child(Path folder) {
            return new StreamWire(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
        }

        @Override
        Wire parent(Path folder, Launch launch) throws IOException {
            Process child = launch.start();
            return new StreamWire(child.getInputStream(), child.getOutputStream());
        }
    },
    /** A Unix-domain socket. */
    SOCKET {
        @Override
        Wire child(Path folder) throws IOException {
            return new SocketWire(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("socket"))));
        }

        @Override
        Wire parent(Path folder, Launch launch) throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
                launch.start();
                return new SocketWire(server.accept());
            }
        }
    },
    /** A Chronicle queue each way, looked at again and again. */
    QUEUE {
        @Override
        Wire child(Path folder) {
            return QueueWire.child(folder);
        }

        @Override
        Wire parent(Path folder, Launch launch) throws IOException {
            Wire wire = QueueWire.parent(folder);
            launch.start();
            return wire;
        }
    };

    /** Starts the child. */
    interface Launch {
        Process start() throws IOException;
    }

    abstract Wire child(Path folder) throws IOException;

    abstract Wire parent(Path folder, Launch launch) throws IOException;

    /**
     * What a JVM needs for it.
     *
     * @return options
     */
    public List<String> options() {
        return this == QUEUE ? JavaCommand.optionsFor("mmap") : List.of();
    }

    /**
     * Its name in tables.
     *
     * @return the name
     */
    public String words() {
        return "bare " + name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one that a transport of Procession is held against.
     *
     * @param transport its name
     * @return the medium
     */
    public static Medium of(String transport) {
        return switch (transport) {
            case "pipe" -> PIPE;
            case "socket" -> SOCKET;
            default -> QUEUE;
        };
    }
}
