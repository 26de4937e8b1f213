package dev.procession.transport.ring;

import dev.procession.core.channel.ByteRing;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import dev.procession.transport.ring.RingFile.Output;
import dev.procession.transport.ring.RingFile.Side;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class RingChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new RingTransport();
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(RawRing::open);
    }

    /** Bytes written by hand into the child's ring. */
    private record RawRing(RingFile file, ByteRing.Writer writer, Parking parking, FrameEncoder encoder)
            implements RawPeer.End {
        static RawRing open(String address, ChannelOptions options, LaunchLink link) throws IOException {
            RingFile file = RingFile.open(RingPlace.at(address), RingPlace.fileProof(link.secret()));
            Parking parking = file.parking(Side.CHILD, link.doorbell());
            file.present(RingPlace.childProof(link.secret()));
            parking.wakePeer();
            return new RawRing(
                    file, file.ring(Side.CHILD).writer(), parking, new FrameEncoder(options.maxFrameBytes()));
        }

        @Override
        public void sendFrame(byte[] content) {
            send(frame(content, content.length));
        }

        @Override
        public void sendTornFrame() {
            send(frame(new byte[100_000], 60_000));
        }

        @Override
        public void sendGarbage() {
            send(ByteBuffer.wrap("Picked up JAVA_TOOL_OPTIONS: -Dgarbage".getBytes(StandardCharsets.UTF_8)));
        }

        private void send(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                int unused = writer.write(bytes);
                parking.wakePeer();
            }
        }

        private ByteBuffer frame(byte[] content, int sent) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + sent);
            encoder.putHeader(bytes, content.length);
            return bytes.put(content, 0, sent).flip();
        }

        @Override
        public void close() {
            file.say(Side.CHILD, Output.CLOSED);
            parking.wakePeer();
        }
    }
}
