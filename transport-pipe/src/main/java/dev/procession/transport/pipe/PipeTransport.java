package dev.procession.transport.pipe;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Frames over the launch link's two bare streams: the transport that is taken when none is named.
 *
 * <ul>
 *   <li>Who holds the descriptor is the peer: nothing else has to be proved.
 *   <li>What a child prints cannot touch the frames, since the link has descriptors of its own.
 *   <li>A pipe holds 64 KiB in the kernel; small frames that wait are written together, an answer by whoever gives it.
 *   <li>A reader blocks in the kernel at once: {@link ChannelOptions#spin()} has no effect.
 * </ul>
 */
public final class PipeTransport implements TransportProvider {
    /** There is only one way to the peer, so the address says no more than that. */
    static final String ADDRESS = "launch-link";

    private final Predicate<OutputStream> unblocked;

    /** The provider; does nothing yet. */
    public PipeTransport() {
        this(PipeStreams::isSystemPipe);
    }

    /** A provider that writes small frames on the thread of their offer to such streams as long as their pipe is empty. */
    PipeTransport(Predicate<OutputStream> unblocked) {
        this.unblocked = unblocked;
    }

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public int preference() {
        return 100;
    }

    @Override
    public Set<Trait> traits() {
        return EnumSet.of(Trait.LOCAL_PROCESS, Trait.SHARED_FILES, Trait.TRUSTED_BY_DESCRIPTOR);
    }

    @Override
    public Optional<String> unavailableBecause() {
        return Optional.empty();
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        requireLink(link);
        return new PipeAcceptor(options, link, unblocked);
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        requireLink(link);
        if (!address.equals(ADDRESS)) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "the pipe transport cannot connect to \"" + address + "\", only to \"" + ADDRESS
                            + "\"; parent and child have to name the same transport",
                    null);
        }
        return PipeChannel.connecting(options, link.takeStreams(), listener, unblocked);
    }

    private static void requireLink(LaunchLink link) {
        if (!link.present()) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    "the pipe transport needs a child that this machine's launcher started, and this peer has no launch"
                            + " link; take the socket transport for it",
                    null);
        }
    }
}
