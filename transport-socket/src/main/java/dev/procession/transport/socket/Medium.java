package dev.procession.transport.socket;

import dev.procession.transport.socket.Endpoint.Family;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * How the system is asked: by Netty's native code where that is possible without a word on the user's standard error, else
 * by the JDK. The bytes on the sockets are the same, so that the two ends may differ.
 */
enum Medium {
    /** Linux, by native code. */
    EPOLL {
        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> server(Family family) {
            return family == Family.UNIX ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> client(Family family) {
            return family == Family.UNIX ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }

        @Override
        SocketAddress unix(String path) {
            return new DomainSocketAddress(path);
        }

        @Override
        void endOutput(Channel connection) {
            endOutputOf(((UnixChannel) connection).fd());
        }
    },

    /** macOS, by native code. */
    KQUEUE {
        @Override
        IoHandlerFactory handlers() {
            return KQueueIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> server(Family family) {
            return family == Family.UNIX ? KQueueServerDomainSocketChannel.class : KQueueServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> client(Family family) {
            return family == Family.UNIX ? KQueueDomainSocketChannel.class : KQueueSocketChannel.class;
        }

        @Override
        SocketAddress unix(String path) {
            return new DomainSocketAddress(path);
        }

        @Override
        void endOutput(Channel connection) {
            endOutputOf(((UnixChannel) connection).fd());
        }
    },

    /** Anywhere, by the JDK. */
    NIO {
        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> server(Family family) {
            return family == Family.UNIX ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> client(Family family) {
            return family == Family.UNIX ? NioDomainSocketChannel.class : NioSocketChannel.class;
        }

        @Override
        SocketAddress unix(String path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        SocketChannel socket(Channel connection) {
            return (SocketChannel) ((AbstractNioChannel) connection).unsafe().ch();
        }

        @Override
        void endOutput(Channel connection) {
            try {
                socket(connection).shutdownOutput();
            } catch (IOException e) {
                // It has ended.
            }
        }
    };

    /** From this release on the JDK warns on standard error when native code is loaded without its leave (JEP 472). */
    private static final int WARNS_OF_NATIVE_CODE = 24;

    abstract IoHandlerFactory handlers();

    abstract Class<? extends ServerChannel> server(Family family);

    abstract Class<? extends Channel> client(Family family);

    abstract SocketAddress unix(String path);

    /**
     * The socket itself, to write to past the connection's thread while that has nothing to write. Null of native code: it
     * writes to the number of a descriptor, which may be another's by then.
     */
    @Nullable
    WritableByteChannel socket(Channel connection) {
        return null;
    }

    /**
     * Tells the peer that nothing more comes, past the connection's thread: only while that thread is known not to use the
     * connection.
     */
    abstract void endOutput(Channel connection);

    private static void endOutputOf(FileDescriptor socket) {
        try {
            ((Socket) socket).shutdown(false, true);
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** The address as this medium's sockets want it. */
    SocketAddress address(Endpoint endpoint) {
        return endpoint.family() == Family.UNIX ? unix(endpoint.place()) : endpoint.address();
    }

    /** The best one for this process, found once. */
    static Medium best() {
        return Best.MEDIUM;
    }

    private static final class Best {
        static final Medium MEDIUM = find();

        private static Medium find() {
            String system = System.getProperty("os.name", "");
            if (!nativeCodeIsWelcome()) {
                return NIO;
            }
            if (system.startsWith("Linux") && Epoll.isAvailable()) {
                return EPOLL;
            }
            return system.startsWith("Mac") && KQueue.isAvailable() ? KQUEUE : NIO;
        }

        /** Asks by reflection, for {@code Module#isNativeAccessEnabled} is not there on 17. */
        private static boolean nativeCodeIsWelcome() {
            if (Runtime.version().feature() < WARNS_OF_NATIVE_CODE) {
                return true;
            }
            try {
                Module netty = EventExecutor.class.getModule();
                return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(netty);
            } catch (ReflectiveOperationException e) {
                return false;
            }
        }
    }
}
