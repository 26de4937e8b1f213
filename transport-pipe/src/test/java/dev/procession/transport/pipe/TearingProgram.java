package dev.procession.transport.pipe;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.frame.FrameEncoder;
import dev.procession.core.frame.FrameMark;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A child that writes by hand what a channel never would, half a frame, and is gone. */
public final class TearingProgram implements ChildProgram {
    /** How it ends. */
    static final int DEATH = 3;

    /** Made by its class name. */
    public TearingProgram() {}

    @Override
    public void run(ChildContext context) throws IOException {
        FrameEncoder encoder = new FrameEncoder(ChannelOptions.defaults().maxFrameBytes());
        ByteBuffer bytes = ByteBuffer.allocate(2 * FrameEncoder.HEADER_BYTES + 10);
        encoder.putMark(bytes, FrameMark.OPENED);
        encoder.putHeader(bytes, 1_000);
        context.link().takeStreams().out().write(bytes.array());
        Runtime.getRuntime().halt(DEATH);
    }
}
