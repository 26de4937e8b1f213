package dev.procession.core.channel;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A transport: the factory of both ends of a channel. Found by {@link java.util.ServiceLoader} in the parent and made
 * anew by its class name in the child, so it has a public constructor without arguments that does nothing.
 *
 * <p>Order of calls for one worker: in the parent {@link #open}; the worker is launched and learns {@link
 * Acceptor#address()} outside its command line; in the child {@link #connect}, in the parent {@link Acceptor#accept}, at
 * the same time.
 */
public interface TransportProvider {
    /** What a transport needs or can do beyond the channel's rules. Nothing of it is assumed of a transport. */
    enum Trait {
        /** Both ends are on one machine and the parent launched the child: {@link LaunchLink#present()} is true. */
        LOCAL_PROCESS,
        /** Both ends see the same file system and may map the same files. */
        SHARED_FILES,
        /** The descriptor that the child inherited proves who it is; no further authentication is needed. */
        TRUSTED_BY_DESCRIPTOR,
        /** {@link Channel#readUntil} works (CH-16). */
        WAITER_READS
    }

    /**
     * The name by which users choose this transport: lower-case letters, digits and hyphens.
     *
     * @return the name, for instance {@code pipe}
     */
    String name();

    /**
     * Which transport is taken when the user names none and {@code pipe} is absent: the highest wins, a tie is an error.
     *
     * @return the preference
     */
    int preference();

    /**
     * What this transport needs or can do.
     *
     * @return the traits, the same at every call
     */
    Set<Trait> traits();

    /**
     * Whether it can work in this process. Cheap: it must not load native code.
     *
     * @return why not, with the fix; empty if it can
     */
    Optional<String> unavailableBecause();

    /**
     * Prepares the parent's end of one channel. Does not wait for the child.
     *
     * @param options the limits, the same on both sides
     * @param link the way to the child that is about to be launched
     * @return what the child will connect to; to be closed by the caller
     */
    Acceptor open(ChannelOptions options, LaunchLink link);

    /**
     * Prepares the parent's end of one channel at an address of the user's choice, for a peer that is started by hand,
     * perhaps on another machine. May be called again for the same address once the acceptor before was closed.
     *
     * @param address where to wait for it
     * @param options the limits, the same on both sides
     * @param link not {@link LaunchLink#present()}, but with a {@link LaunchLink#secret()}
     * @return what the peer will connect to; to be closed by the caller
     * @throws dev.procession.core.error.TransportException if this transport cannot wait there
     */
    default Acceptor openAt(String address, ChannelOptions options, LaunchLink link) {
        throw new dev.procession.core.error.TransportException("the " + name()
                + " transport reaches only children that this process launches, not a peer at " + address
                + "; the socket transport reaches others");
    }

    /**
     * Connects the child's end. May block for a bounded time.
     *
     * @param address what {@link Acceptor#address()} gave in the parent
     * @param options the limits, the same on both sides
     * @param link the way back to the parent
     * @param listener told everything that happens; called only after a {@link Channel#request}, but for the end
     * @return the open channel; to be closed by the caller
     * @throws dev.procession.core.error.ChannelException if the parent cannot be reached
     */
    Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener);

    /** The parent's end before the child has connected. */
    interface Acceptor extends AutoCloseable {
        /**
         * Where the child connects to. Contains no secret: those go by the launch link.
         *
         * @return the address
         */
        String address();

        /**
         * Waits for the child and opens the channel. Called once.
         *
         * @param listener told everything that happens; called only after a {@link Channel#request}, but for the end
         * @param limit how long to wait at the most
         * @return the open channel; to be closed by the caller, also after this acceptor was closed
         * @throws dev.procession.core.error.ChannelException if nobody came within the limit, or not the child
         * @throws InterruptedException if interrupted while waiting
         */
        Channel accept(ChannelListener listener, Duration limit) throws InterruptedException;

        /** Gives back what was prepared. Leaves an accepted channel open. Idempotent. */
        @Override
        void close();
    }
}
