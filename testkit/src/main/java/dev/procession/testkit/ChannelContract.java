package dev.procession.testkit;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.loopback.LoopbackLink;
import java.time.Duration;
import java.util.Optional;

/**
 * The rules CH-01 to CH-19 of {@link dev.procession.core.channel.Channel} and TP-01 to TP-07 of {@link TransportProvider} as
 * tests; each test's name begins with its rule.
 * Whoever writes a transport extends this class, gives the provider, and has them all run. Both ends live in the JVM of the
 * tests, over a {@link LoopbackLink}; every wait is bounded.
 *
 * <pre>{@code
 * class CarrierPigeonContractTest extends ChannelContract {
 *     public TransportProvider provider() {
 *         return new CarrierPigeonTransport();
 *     }
 *
 *     public Optional<RawPeer> rawPeer() {
 *         return Optional.empty();
 *     }
 * }
 * }</pre>
 */
public abstract class ChannelContract extends MeetingRules {
    /** For the class that extends this one. */
    protected ChannelContract() {}

    /**
     * A provider, anew for each end, as parent and child each have their own.
     *
     * @return the provider under test
     */
    @Override
    public abstract TransportProvider provider();

    /**
     * A child's end made by hand, for the rules about garbage and torn frames. Empty if the transport carries nothing that
     * could be torn or come from elsewhere: then there are no such tests.
     *
     * @return the raw peer
     */
    @Override
    public abstract Optional<RawPeer> rawPeer();

    /**
     * How long each wait lasts at the most; only a broken channel makes a test wait that long.
     *
     * @return 20 seconds
     */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * The limits of both ends.
     *
     * @return the defaults with a frame limit of a little more than 4 MiB
     */
    @Override
    public ChannelOptions options() {
        return super.options();
    }
}
