package dev.procession.core.channel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A transport: the factory of both ends of a channel. Found by {@link java.util.ServiceLoader} in the parent and made
 * anew by its class name in the child, so it has a public constructor without arguments that does nothing.
 *
 * <p>Order of calls for one worker: in the parent {@link #open}; the worker is launched and learns {@link
 * Acceptor#address()} outside its command line; in the child {@link #connect}, in the parent {@link Acceptor#accept}, at
 * the same time. How to write one, step by step: {@code docs/writing-a-transport.md}.
 *
 * <p>Every transport keeps these rules until there is a channel, and from then on those of {@link Channel}; {@code
 * procession-testkit} holds a test for each.
 *
 * <ul>
 *   <li><b>TP-01 the limit.</b> When nobody comes, {@link Acceptor#accept} throws {@link
 *       dev.procession.core.error.ChannelException} with code {@code CHANNEL_CLOSED} at its limit, and not before. Its
 *       listener is told nothing.
 *   <li><b>TP-02 giving up.</b> {@link Acceptor#close()}, by any thread, ends a wait in {@code accept}, the one under way or
 *       a later one, with the same exception and at once: so nobody waits for a child that has died before it connected.
 *   <li><b>TP-03 interrupts.</b> An interrupt ends the wait with {@link InterruptedException}.
 *   <li><b>TP-04 the acceptor's end</b> is idempotent and gives back what was prepared, also when nobody came. It leaves an
 *       accepted channel open.
 *   <li><b>TP-05 a wrong address.</b> {@link #connect} to what is no address of this transport throws a {@link
 *       dev.procession.core.error.ProcessionException} within a second and leaves nothing behind.
 *   <li><b>TP-06 the provider</b> has a name of lower-case letters, digits and hyphens, the same traits at every call, and can
 *       be made by its class name.
 *   <li><b>TP-07 the child's options</b> are what {@link #childOptions} gives: the same at every call, options of the Java that
 *       is named and of no other, one argument each. A child that was started with them can {@link #connect}. Nobody else is
 *       told of them, so they hold no address and no secret.
 * </ul>
 *
 * <p>Files of a transport, sockets among them, belong in {@link dev.procession.core.launch.LocalLauncher#folder()}, under a
 * lease: only this user may enter it, and it is cleared up after a crash.
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
     * What the JVM of a child has to be started with, for this transport to work there (TP-07). Options that the user gives
     * stand behind these and are stronger. {@code -Dprocession.log.quiet=} with SLF4J loggers' names, and commas between, keeps
     * a library from talking into the user's log: these log errors alone, unless a level is set for them.
     *
     * @param javaVersion the feature version of the child's Java, for instance 17
     * @return the options; none, by default
     */
    default List<String> childOptions(int javaVersion) {
        return List.of();
    }

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
         * @throws dev.procession.core.error.ChannelException if nobody came within the limit (TP-01), not the child, or
         *     this acceptor was closed (TP-02)
         * @throws InterruptedException if interrupted while waiting (TP-03)
         */
        Channel accept(ChannelListener listener, Duration limit) throws InterruptedException;

        /** Gives back what was prepared, and ends a wait in {@link #accept} (TP-02). Leaves an accepted channel open (TP-04). */
        @Override
        void close();
    }
}
