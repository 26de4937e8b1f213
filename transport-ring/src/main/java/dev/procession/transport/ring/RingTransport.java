package dev.procession.transport.ring;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.transport.ring.RingFile.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Frames over two rings of bytes in memory that parent and child share. Needs no library and no options.
 *
 * <ul>
 *   <li>A frame that is sent to a busy end costs no system call; a parked one is woken over the launch link and costs nothing.
 *   <li>A thread that waits for an answer reads it by itself (trait {@link TransportProvider.Trait#WAITER_READS}), spinning
 *       before it parks as {@link ChannelOptions#spin()} allows.
 *   <li>What was written survives the writer's death and is read to its end.
 *   <li>The same memory is used again and again: a channel takes twice what the property {@value #BYTES_PROPERTY} says, by
 *       default {@value #DEFAULT_RING_BYTES} bytes for each direction, in the launcher's private folder, which is in memory where
 *       there is room. A frame may be larger than that.
 * </ul>
 */
public final class RingTransport implements TransportProvider {
    /** The system property that says how many bytes a ring has: a power of two. */
    public static final String BYTES_PROPERTY = "procession.ring.bytes";

    /** What a ring has unless told otherwise, in bytes: fits into a processor's own cache. */
    public static final int DEFAULT_RING_BYTES = 256 << 10;

    private final int ringBytes;

    /** The provider; does nothing yet. */
    public RingTransport() {
        this(bytesTold());
    }

    RingTransport(int ringBytes) {
        this.ringBytes = ringBytes;
    }

    /** What the property says; 0 if that is no size of a ring. */
    private static int bytesTold() {
        String text = System.getProperty(BYTES_PROPERTY);
        try {
            int bytes = text == null ? DEFAULT_RING_BYTES : Integer.parseInt(text.strip());
            boolean fits = Integer.bitCount(bytes) == 1
                    && bytes >= RingFile.LEAST_RING_BYTES
                    && bytes <= RingFile.MOST_RING_BYTES;
            return fits ? bytes : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public String name() {
        return "ring";
    }

    @Override
    public int preference() {
        return 30;
    }

    @Override
    public Set<Trait> traits() {
        return EnumSet.of(Trait.LOCAL_PROCESS, Trait.SHARED_FILES, Trait.WAITER_READS);
    }

    @Override
    public Optional<String> unavailableBecause() {
        return ringBytes != 0
                ? Optional.empty()
                : Optional.of("-D" + BYTES_PROPERTY + "=" + System.getProperty(BYTES_PROPERTY)
                        + " is no power of two from " + RingFile.LEAST_RING_BYTES + " to " + RingFile.MOST_RING_BYTES
                        + "; say for instance " + DEFAULT_RING_BYTES);
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        requireLink(link);
        boolean interrupted = Thread.interrupted(); // It would close the file that is about to be made.
        RingPlace place = RingPlace.inRunFolder();
        Acceptor acceptor = null;
        try {
            RingFile file = RingFile.create(place.file(), RingPlace.fileProof(link.secret()), ringBytes);
            acceptor = new RingAcceptor(options, link, place, file);
            return acceptor;
        } catch (IOException e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "cannot make the file " + place.file() + " of " + RingFile.bytes(ringBytes)
                            + " bytes that a worker is to share (" + e + "); "
                            + place.usableBytes()
                            + " bytes are free there: free space, start fewer workers, or make their rings smaller with -D"
                            + BYTES_PROPERTY,
                    e);
        } finally {
            if (acceptor == null) {
                place.remove();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        requireLink(link);
        Path path = RingPlace.at(address);
        try {
            byte[] secret = link.secret();
            RingFile file = RingFile.open(path, RingPlace.fileProof(secret));
            Parking parking = file.parking(Side.CHILD, link.doorbell());
            file.present(RingPlace.childProof(secret));
            parking.wakePeer();
            return RingChannel.open(new RingChannel.Meeting(Side.CHILD, file, parking), options, listener);
        } catch (IOException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED, "the ring transport cannot connect to \"" + address + "\": " + e, e);
        }
    }

    private static void requireLink(LaunchLink link) {
        if (!link.present()) {
            throw new TransportException(
                    "the ring transport needs a child that this machine's launcher started, and this"
                            + " peer has no launch link; take the socket transport for it");
        }
    }
}
