package dev.procession.testkit.mutant;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A channel's end between the test and a healthy channel: passes everything on. A defect overrides one method or two. */
class MutantEnd implements Channel, ChannelListener {
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();
    private @Nullable ChannelListener listener;

    final void between(ChannelListener test) {
        listener = test;
    }

    final void between(Channel healthy) {
        channel.complete(healthy);
        opened();
    }

    final Channel channel() {
        return channel.join();
    }

    final ChannelListener listener() {
        return Objects.requireNonNull(listener);
    }

    /** Both sides are known. */
    void opened() {}

    @Override
    public boolean offer(List<ByteBuffer> frame) {
        return channel().offer(frame);
    }

    @Override
    public void request(int frames) {
        channel().request(frames);
    }

    @Override
    public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
        return channel().readUntil(done, limit);
    }

    @Override
    public void closeOutput() {
        channel().closeOutput();
    }

    @Override
    public void close() {
        channel().close();
    }

    @Override
    public void frame(ByteBuffer frame) {
        listener().frame(frame);
    }

    @Override
    public void writable() {
        listener().writable();
    }

    @Override
    public void peerClosed() {
        listener().peerClosed();
    }

    @Override
    public void failed(Throwable cause) {
        listener().failed(cause);
    }
}
