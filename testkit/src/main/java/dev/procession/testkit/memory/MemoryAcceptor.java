package dev.procession.testkit.memory;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where the other end comes to. */
final class MemoryAcceptor implements Acceptor {
    private final BlockingQueue<MemoryLine> lines = new ArrayBlockingQueue<>(1);
    private final String address;
    private final ChannelOptions options;
    private final Runnable onClose;

    MemoryAcceptor(String address, ChannelOptions options, Runnable onClose) {
        this.address = address;
        this.options = options;
        this.onClose = onClose;
    }

    void connected(MemoryLine line) {
        if (!lines.offer(line)) {
            throw new ChannelException(ErrorCode.CHANNEL_CLOSED, address + " takes one peer, and it came before", null);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        MemoryLine line = lines.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (line == null) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "nobody connected to " + address + " within the limit of " + limit, null);
        }
        return MemoryChannel.start(line, line.down(), line.up(), options, listener);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
