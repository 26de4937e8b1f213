package dev.procession.core.connection.internal.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
    @TempDir
    Path folder;

    @Test
    void onlyASocketThatNobodyAnswersAtIsRemoved() throws Exception {
        Path path = folder.resolve("s");
        try (ServerSocketChannel living =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            Place.removeStale(path, () -> {
                throw new SocketException("Too many open files");
            });
            assertThat(living.isOpen()).isTrue();
            assertThat(path).exists();
            Place.removeStale(path, () -> SocketChannel.open(StandardProtocolFamily.UNIX));
            assertThat(path).exists();
        }
        Place.removeStale(path, () -> SocketChannel.open(StandardProtocolFamily.UNIX));
        assertThat(path).doesNotExist();
    }
}
