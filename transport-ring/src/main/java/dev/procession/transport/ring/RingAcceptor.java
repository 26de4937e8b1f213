package dev.procession.transport.ring;

import dev.procession.core.channel.Arrival;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.transport.ring.RingChannel.Meeting;
import dev.procession.transport.ring.RingFile.Side;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The parent's end before the child is there: a file with two empty rings. */
final class RingAcceptor implements Acceptor {
    private final ChannelOptions options;
    private final RingPlace place;
    private final RingFile file;
    private final byte[] childProof;
    private final Parking parking;

    /** Whether the file was handed to a channel, or given up. */
    private final AtomicBoolean done = new AtomicBoolean();

    private volatile boolean closed;

    RingAcceptor(ChannelOptions options, LaunchLink link, RingPlace place, RingFile file) {
        this.options = options;
        this.place = place;
        this.file = file;
        this.childProof = RingPlace.childProof(link.secret());
        this.parking = file.parking(Side.PARENT, link.doorbell());
    }

    @Override
    public String address() {
        return place.address();
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        Arrival.await(parking, file::isPresent, () -> closed || done.get(), limit);
        if (!file.isProvedBy(childProof)) {
            throw new ChannelException("somebody who is not the child has written to " + place.file()
                    + ", which only this user may open: something of this user's meddles with it");
        }
        if (!done.compareAndSet(false, true)) {
            throw new ChannelException("the acceptor was closed before");
        }
        place.remove();
        return RingChannel.open(new Meeting(Side.PARENT, file, parking), options, listener);
    }

    @Override
    public void close() {
        closed = true;
        if (done.compareAndSet(false, true)) {
            place.remove();
        }
        parking.nudge();
    }
}
