package dev.procession.transport.mmap;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import dev.procession.transport.mmap.ControlFile.Output;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.internal.chronicle.QueueWriter;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class MmapChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new MmapTransport();
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(RawQueue::open);
    }

    /** Documents written by hand into the child's queue. */
    private record RawQueue(QueueWriter writer, ControlFile control, Parking parking, FrameEncoder encoder)
            implements RawPeer.End {
        static RawQueue open(String address, ChannelOptions options, LaunchLink link) throws IOException {
            Path folder = ChannelFolder.at(address);
            ControlFile control = ControlFile.open(folder, ChannelFolder.folderProof(link.secret()));
            Parking parking = control.parking(Side.CHILD, link.doorbell());
            QueueWriter writer = QueueWriter.create(ChannelFolder.queue(folder, Side.CHILD, 1), 0);
            control.made(Side.CHILD, 1);
            control.present(ChannelFolder.childProof(link.secret()));
            parking.wakePeer();
            return new RawQueue(writer, control, parking, new FrameEncoder(options.maxFrameBytes()));
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
                writer.append(Queues.BYTES, bytes);
            }
            parking.wakePeer();
        }

        private ByteBuffer frame(byte[] content, int sent) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + sent);
            encoder.putHeader(bytes, content.length);
            return bytes.put(content, 0, sent).flip();
        }

        @Override
        public void close() {
            writer.close();
            control.say(Side.CHILD, Output.FINISHED);
            parking.wakePeer();
        }
    }
}
