package dev.procession.testkit.mutant;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.testkit.memory.InMemoryTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a transport can do wrong before there is a channel. Public, as the provider of a transport has to be. */
public final class MeetingDefects {
    private static final TransportProvider MEMORY = new InMemoryTransport();

    private MeetingDefects() {}

    /** Passes everything on. A defect overrides one method or two. */
    public static class Healthy implements TransportProvider {
        @Override
        public String name() {
            return MEMORY.name();
        }

        @Override
        public int preference() {
            return MEMORY.preference();
        }

        @Override
        public Set<Trait> traits() {
            return MEMORY.traits();
        }

        @Override
        public Optional<String> unavailableBecause() {
            return Optional.empty();
        }

        @Override
        public Acceptor open(ChannelOptions options, LaunchLink link) {
            return new Waiting(this, MEMORY.open(options, link), new AtomicReference<>(), new AtomicBoolean());
        }

        @Override
        public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
            return MEMORY.connect(address, options, link, listener);
        }

        Channel accept(Acceptor healthy, ChannelListener listener, Duration limit) throws InterruptedException {
            return healthy.accept(listener, limit);
        }

        void close(Waiting waiting) {
            waiting.healthy().close();
        }
    }

    /** An acceptor that does what its transport says. */
    record Waiting(
            Healthy transport,
            TransportProvider.Acceptor healthy,
            AtomicReference<@Nullable Channel> accepted,
            AtomicBoolean closed)
            implements TransportProvider.Acceptor {
        @Override
        public String address() {
            return healthy.address();
        }

        @Override
        public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
            Channel channel = transport.accept(healthy, listener, limit);
            accepted.set(channel);
            return channel;
        }

        @Override
        public void close() {
            transport.close(this);
        }
    }

    /** Waits longer. */
    public static final class ForgetsTheLimit extends Healthy {
        @Override
        Channel accept(Acceptor healthy, ChannelListener listener, Duration limit) throws InterruptedException {
            return healthy.accept(listener, limit.plusSeconds(2));
        }
    }

    /** Does not wait for long. */
    public static final class GivesUpEarly extends Healthy {
        @Override
        Channel accept(Acceptor healthy, ChannelListener listener, Duration limit) throws InterruptedException {
            return healthy.accept(listener, Duration.ZERO);
        }
    }

    /** Waits on. */
    public static final class CannotGiveUp extends Healthy {
        @Override
        void close(Waiting waiting) {}
    }

    /** Takes an interrupt for a failure. */
    public static final class SwallowsTheInterrupt extends Healthy {
        @Override
        Channel accept(Acceptor healthy, ChannelListener listener, Duration limit) {
            try {
                return healthy.accept(listener, limit);
            } catch (InterruptedException e) {
                throw new ChannelException("interrupted");
            }
        }
    }

    /** Takes the accepted channel with it. */
    public static final class ClosesWhatItAccepted extends Healthy {
        @Override
        void close(Waiting waiting) {
            super.close(waiting);
            Channel channel = waiting.accepted().get();
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** Is closed once. */
    public static final class SecondCloseThrows extends Healthy {
        @Override
        void close(Waiting waiting) {
            super.close(waiting);
            if (!waiting.closed().compareAndSet(false, true)) {
                throw new ChannelException("closed twice");
            }
        }
    }

    /** Lets out what its own means threw. */
    public static final class ThrowsSomethingElse extends Healthy {
        @Override
        public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
            if (!address.startsWith("memory:")) {
                throw new IllegalArgumentException(address);
            }
            return super.connect(address, options, link, listener);
        }
    }

    /** Asks for more than its class name. */
    public static final class CannotBeMade extends Healthy {
        private final String name;

        /** With its name. */
        public CannotBeMade(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }
    }

    /** Has a name of its own kind. */
    public static final class OddName extends Healthy {
        @Override
        public String name() {
            return "In Memory!";
        }
    }

    /** Gives other options each time. */
    public static final class ChangingOptions extends Healthy {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public List<String> childOptions(int javaVersion) {
            return List.of("-Dcall=" + CALLS.incrementAndGet());
        }
    }

    /** Would be taken apart, or not found, by the JVM. */
    public static final class TwoInOne extends Healthy {
        @Override
        public List<String> childOptions(int javaVersion) {
            return List.of("--add-opens java.base/java.lang=ALL-UNNAMED");
        }
    }
}
