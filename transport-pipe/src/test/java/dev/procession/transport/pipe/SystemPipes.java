package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Pipes whose streams behave like those of processes, within one JVM: writing to them heeds no interrupt. */
public final class SystemPipes implements TransportProvider {
    private final PipeTransport transport = new PipeTransport(out -> true);

    /** Who has written, a name for each time. */
    private final Queue<String> writers = new ConcurrentLinkedQueue<>();

    /** Made by its class name. */
    public SystemPipes() {}

    Queue<String> writers() {
        return writers;
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public int preference() {
        return transport.preference();
    }

    @Override
    public Set<Trait> traits() {
        return transport.traits();
    }

    @Override
    public Optional<String> unavailableBecause() {
        return transport.unavailableBecause();
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        return transport.open(options, new Link(link, writers));
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        return transport.connect(address, options, new Link(link, writers), listener);
    }

    private record Link(LaunchLink link, Queue<String> writers) implements LaunchLink {
        @Override
        public boolean present() {
            return link.present();
        }

        @Override
        public Doorbell doorbell() {
            return link.doorbell();
        }

        @Override
        public Streams takeStreams() {
            Streams streams = link.takeStreams();
            return new Streams(streams.in(), new Unheeding(streams.out(), writers));
        }

        @Override
        public byte[] secret() {
            return link.secret();
        }
    }

    private static final class Unheeding extends FilterOutputStream {
        private final Queue<String> writers;

        Unheeding(OutputStream out, Queue<String> writers) {
            super(out);
            this.writers = writers;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writers.add(Thread.currentThread().getName());
            boolean interrupted = Thread.interrupted();
            try {
                out.write(bytes, offset, length);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
