package dev.procession.transport.socket;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over one kind of socket; a class each, so that they can be tested side by side. */
@ExtendWith(LeakGuard.class)
abstract class SocketContract extends ChannelContract {
    private final Medium medium;
    private final String address;

    SocketContract(Medium medium, String address) {
        this.medium = medium;
        this.address = address;
    }

    @Override
    public TransportProvider provider() {
        return new SocketTransport(medium, address);
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(RawFrames::open);
    }

    /** Frames written by hand. */
    private record RawFrames(RawSocket socket, FrameEncoder encoder) implements RawPeer.End {
        static RawFrames open(String address, ChannelOptions options, LaunchLink link) throws IOException {
            RawSocket socket = RawSocket.proven(address, link.secret());
            return new RawFrames(socket, new FrameEncoder(options.maxFrameBytes()));
        }

        @Override
        public void sendFrame(byte[] content) throws IOException {
            socket.write(frame(content, content.length));
        }

        @Override
        public void sendTornFrame() throws IOException {
            socket.write(frame(new byte[100_000], 60_000));
        }

        @Override
        public void sendGarbage() throws IOException {
            socket.write("Picked up JAVA_TOOL_OPTIONS: -Dgarbage".getBytes(StandardCharsets.UTF_8));
        }

        private byte[] frame(byte[] content, int sent) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + sent);
            encoder.putHeader(bytes, content.length);
            return bytes.put(content, 0, sent).array();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
