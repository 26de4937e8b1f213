package dev.procession.core.channel.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where the other end comes to. */
final class MemoryAcceptor implements Acceptor {
    /** Who has come; empty once it is closed. */
    private final BlockingQueue<Optional<MemoryLine>> lines = new ArrayBlockingQueue<>(1);

    private final String address;
    private final ChannelOptions options;
    private final Runnable onClose;

    MemoryAcceptor(String address, ChannelOptions options, Runnable onClose) {
        this.address = address;
        this.options = options;
        this.onClose = onClose;
    }

    void connected(MemoryLine line) {
        if (!lines.offer(Optional.of(line))) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, address + " takes one peer, and it came before", null);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        Optional<MemoryLine> came = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (came == null) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "nobody connected to " + address + " within the limit of " + limit, null);
        }
        MemoryLine line = came.orElseThrow(
                () -> new ChannelException("the acceptor at " + address + " was closed before anybody had connected"));
        return MemoryChannel.start(line, line.down(), line.up(), options, listener);
    }

    @Override
    public void close() {
        onClose.run();
        lines.offer(Optional.empty());
    }
}
