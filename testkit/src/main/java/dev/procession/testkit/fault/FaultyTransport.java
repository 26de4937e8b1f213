package dev.procession.testkit.fault;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.channel.Transports;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A transport with faults over one that works, to see how a program copes: {@code
 * ProcessPool.builder().transport(FaultyTransport.over("pipe", plan))}. The faults are done at the parent's end; a child
 * connects as it would without them, and gets a new provider of the class beneath, by its constructor without arguments.
 *
 * <ul>
 *   <li>Without faults it keeps the rules of {@link Channel} and {@link TransportProvider} as the transport beneath does,
 *       except that it has no trait {@link TransportProvider.Trait#WAITER_READS}.
 *   <li>A frame that comes twice comes beyond the demand (CH-06). That is what the fault is about.
 *   <li>What is held back stays in memory: to the child up to {@link ChannelOptions#maxQueuedBytes()}, from the child as much
 *       as was requested.
 * </ul>
 *
 * <p>Thread-safe. One transport serves one pool, if its frames are to be counted.
 */
public final class FaultyTransport implements TransportProvider {
    private static final char SEPARATOR = '|';

    private final @Nullable TransportProvider beneath;
    private final Strikes strikes;
    private final Set<FaultyChannel> open = ConcurrentHashMap.newKeySet();

    /** The child's end, which does no faults. Parents use {@link #over(String, FaultPlan)}. */
    public FaultyTransport() {
        this(null, FaultPlan.seeded(0));
    }

    private FaultyTransport(@Nullable TransportProvider beneath, FaultPlan plan) {
        this.beneath = beneath;
        strikes = new Strikes(Objects.requireNonNull(plan, "the plan is null"));
    }

    /**
     * Faults over a transport that is chosen by its name.
     *
     * @param transport its name, for instance {@code pipe}
     * @param plan the faults
     * @return the transport
     * @throws dev.procession.core.error.TransportException if there is no such transport, or it cannot work here
     */
    public static FaultyTransport over(String transport, FaultPlan plan) {
        return over(Transports.choose(Objects.requireNonNull(transport, "the transport is null"), null), plan);
    }

    /**
     * Faults over a transport.
     *
     * @param transport of a class with a public constructor without arguments
     * @param plan the faults
     * @return the transport
     */
    public static FaultyTransport over(TransportProvider transport, FaultPlan plan) {
        return new FaultyTransport(Objects.requireNonNull(transport, "the transport is null"), plan);
    }

    /**
     * Has the next frame one way meet a fault, before what the plan says. Called several times, one frame each.
     *
     * @param direction which way
     * @param fault what becomes of it
     */
    public void next(Direction direction, Fault fault) {
        strikes.next(
                Objects.requireNonNull(direction, "the direction is null"),
                Objects.requireNonNull(fault, "the fault is null"));
    }

    /** Ends the stalls that wait for it, on all channels. */
    public void resume() {
        open.forEach(FaultyChannel::resume);
    }

    /**
     * What was done so far.
     *
     * @return a line for each fault, in order: what, which frame, which way, how large, and where in it
     */
    public List<String> done() {
        return strikes.done();
    }

    private TransportProvider beneath() {
        TransportProvider provider = beneath;
        if (provider == null) {
            throw new IllegalStateException("new FaultyTransport() is a child's end: make the parent's by over(...)");
        }
        return provider;
    }

    /** {@code faulty}. */
    @Override
    public String name() {
        return "faulty";
    }

    /** The least: it is never taken unasked. */
    @Override
    public int preference() {
        return Integer.MIN_VALUE;
    }

    /** Those of the transport beneath but {@code WAITER_READS}. */
    @Override
    public Set<Trait> traits() {
        EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
        if (beneath != null) {
            traits.addAll(beneath.traits());
        }
        traits.remove(Trait.WAITER_READS);
        return traits;
    }

    @Override
    public Optional<String> unavailableBecause() {
        return beneath == null
                ? Optional.of("it has no transport beneath; make it by FaultyTransport.over(...)")
                : beneath.unavailableBecause();
    }

    @Override
    public List<String> childOptions(int javaVersion) {
        return beneath().childOptions(javaVersion);
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        TransportProvider provider = beneath();
        return new FaultyAcceptor(
                provider.open(options, link), provider.getClass().getName() + SEPARATOR, options);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        int end = address.indexOf(SEPARATOR);
        if (end < 0) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "\"" + address + "\" is no address of a faulty transport: those begin with a class and "
                            + SEPARATOR,
                    null);
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context != null ? context : ClassLoader.getSystemClassLoader();
        return new ChildChannel(Transports.byClassName(address.substring(0, end), loader)
                .connect(address.substring(end + 1), options, link, listener));
    }

    /**
     * A child's end: what lies beneath, without what is no trait of this transport.
     *
     * @param beneath what lies beneath
     */
    private record ChildChannel(Channel beneath) implements Channel {
        @Override
        public boolean offer(List<ByteBuffer> frame) {
            return beneath.offer(frame);
        }

        @Override
        public void request(int frames) {
            beneath.request(frames);
        }

        @Override
        public void closeOutput() {
            beneath.closeOutput();
        }

        @Override
        public void close() {
            beneath.close();
        }
    }

    /** Puts a channel with faults over the one that is accepted. */
    private final class FaultyAcceptor implements Acceptor {
        private final Acceptor accepting;
        private final String prefix;
        private final ChannelOptions options;

        FaultyAcceptor(Acceptor accepting, String prefix, ChannelOptions options) {
            this.accepting = accepting;
            this.prefix = prefix;
            this.options = options;
        }

        @Override
        public String address() {
            return prefix + accepting.address();
        }

        @Override
        public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
            FaultyChannel channel = new FaultyChannel(options, listener, strikes, open::remove);
            channel.over(accepting.accept(channel, limit));
            open.add(channel);
            return channel;
        }

        @Override
        public void close() {
            accepting.close();
        }
    }
}
