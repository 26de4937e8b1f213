package dev.procession.benchmarks.cost;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the frames, both ways, of another transport. */
public final class CountingTransport implements TransportProvider {
    private static final char SEPARATOR = '|';

    private final @Nullable TransportProvider beneath;
    private final LongAdder frames = new LongAdder();

    /** The child's end, which counts nothing. */
    public CountingTransport() {
        beneath = null;
    }

    CountingTransport(String transport) {
        beneath = Transports.choose(transport, null);
    }

    long frames() {
        return frames.sum();
    }

    private TransportProvider beneath() {
        return Objects.requireNonNull(beneath, "a child's end has no transport beneath");
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public int preference() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Set<Trait> traits() {
        return beneath == null ? Set.of() : beneath.traits();
    }

    @Override
    public Optional<String> unavailableBecause() {
        return Optional.empty();
    }

    @Override
    public List<String> childOptions(int javaVersion) {
        return beneath().childOptions(javaVersion);
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        return new CountingAcceptor(
                beneath().open(options, link), beneath().getClass().getName() + SEPARATOR);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        int end = address.indexOf(SEPARATOR);
        return Transports.byClassName(address.substring(0, end), ClassLoader.getSystemClassLoader())
                .connect(address.substring(end + 1), options, link, listener);
    }

    private final class CountingAcceptor implements Acceptor {
        private final Acceptor accepting;
        private final String prefix;

        CountingAcceptor(Acceptor accepting, String prefix) {
            this.accepting = accepting;
            this.prefix = prefix;
        }

        @Override
        public String address() {
            return prefix + accepting.address();
        }

        @Override
        public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
            return new CountingChannel(accepting.accept(new CountingListener(listener), limit));
        }

        @Override
        public void close() {
            accepting.close();
        }
    }

    private final class CountingChannel implements Channel {
        private final Channel channel;

        CountingChannel(Channel channel) {
            this.channel = channel;
        }

        @Override
        public boolean offer(List<ByteBuffer> frame) {
            boolean taken = channel.offer(frame);
            frames.add(taken ? 1 : 0);
            return taken;
        }

        @Override
        public void request(int count) {
            channel.request(count);
        }

        @Override
        public boolean readUntil(BooleanSupplier done, Duration limit) throws InterruptedException {
            return channel.readUntil(done, limit);
        }

        @Override
        public void closeOutput() {
            channel.closeOutput();
        }

        @Override
        public void close() {
            channel.close();
        }
    }

    private final class CountingListener implements ChannelListener {
        private final ChannelListener listener;

        CountingListener(ChannelListener listener) {
            this.listener = listener;
        }

        @Override
        public void frame(ByteBuffer frame) {
            frames.increment();
            listener.frame(frame);
        }

        @Override
        public void arriving() {
            listener.arriving();
        }

        @Override
        public void writable() {
            listener.writable();
        }

        @Override
        public void peerClosed() {
            listener.peerClosed();
        }

        @Override
        public void failed(Throwable cause) {
            listener.failed(cause);
        }
    }
}
