package dev.procession.transport.pipe;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.LeakGuard;
import dev.procession.testkit.RawPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class PipeChannelContractTest extends ChannelContract {
    @Override
    public TransportProvider provider() {
        return new PipeTransport();
    }

    @Override
    public Optional<RawPeer> rawPeer() {
        return Optional.of(RawPipe::open);
    }

    /** Frames written by hand onto the child's stream. */
    private record RawPipe(LaunchLink.Streams streams, FrameEncoder encoder) implements RawPeer.End {
        static RawPipe open(String address, ChannelOptions options, LaunchLink link) throws IOException {
            RawPipe pipe = new RawPipe(link.takeStreams(), new FrameEncoder(options.maxFrameBytes()));
            ByteBuffer opened = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES);
            pipe.encoder.putMark(opened, FrameMark.OPENED);
            pipe.out().write(opened.array());
            return pipe;
        }

        private OutputStream out() {
            return streams.out();
        }

        @Override
        public void sendFrame(byte[] content) throws IOException {
            out().write(frame(content, content.length));
        }

        @Override
        public void sendTornFrame() throws IOException {
            out().write(frame(new byte[100_000], 60_000));
        }

        @Override
        public void sendGarbage() throws IOException {
            out().write("Picked up JAVA_TOOL_OPTIONS: -Dgarbage".getBytes(StandardCharsets.UTF_8));
        }

        private byte[] frame(byte[] content, int sent) {
            ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.HEADER_BYTES + sent);
            encoder.putHeader(bytes, content.length);
            return bytes.put(content, 0, sent).array();
        }

        @Override
        public void close() throws IOException {
            streams.in().close();
            streams.out().close();
        }
    }
}
