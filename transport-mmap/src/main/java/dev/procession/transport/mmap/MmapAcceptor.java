package dev.procession.transport.mmap;

import dev.procession.core.channel.Arrival;
import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider.Acceptor;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.MmapChannel.Meeting;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The parent's end before the child is there: a folder with a control file in it. */
final class MmapAcceptor implements Acceptor {
    private final ChannelOptions options;
    private final ChannelPlace place;
    private final Runnable budget;
    private final MmapChannel.Files files;
    private final byte[] childProof;
    private final Parking parking;

    /** Whether folder and budget were handed to a channel, or given back. */
    private final AtomicBoolean done = new AtomicBoolean();

    private volatile boolean closed;

    private MmapAcceptor(
            ChannelOptions options, ChannelPlace place, Runnable budget, MmapChannel.Files files, LaunchLink link) {
        this.options = options;
        this.place = place;
        this.budget = budget;
        this.files = files;
        this.childProof = ChannelFolder.childProof(link.secret());
        this.parking = files.control().parking(Side.PARENT, link.doorbell());
    }

    static MmapAcceptor open(ChannelOptions options, LaunchLink link, ChannelPlace place, Runnable budget) {
        try {
            ControlFile control =
                    ControlFile.create(place.folder(), ChannelFolder.folderProof(link.secret()), place.isKept());
            Segment segment = place.isKept() ? null : Segment.create(place.folder());
            return new MmapAcceptor(
                    options, place, budget, new MmapChannel.Files(place.folder(), control, segment), link);
        } catch (IOException e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    ChannelFolder.whyNot(
                            place.folder(), "cannot make the files that a worker shares with this process", e),
                    e);
        }
    }

    @Override
    public String address() {
        return ChannelFolder.address(place.folder());
    }

    @Override
    public Channel accept(ChannelListener listener, Duration limit) throws InterruptedException {
        Arrival.await(parking, files.control()::isPresent, () -> closed || done.get(), limit);
        if (!files.control().isProvedBy(childProof)) {
            throw new ChannelException("somebody who is not the child has written to " + place.folder()
                    + ", which only this user may enter: something of this user's meddles with it");
        }
        if (!done.compareAndSet(false, true)) {
            throw new ChannelException("the acceptor was closed before");
        }
        return MmapChannel.open(new Meeting(Side.PARENT, files, parking, this::giveBack), options, listener);
    }

    @Override
    public void close() {
        closed = true;
        if (done.compareAndSet(false, true)) {
            Segment unused = files.segment();
            if (unused != null) {
                unused.discard();
            }
            giveBack();
        }
        parking.nudge();
    }

    private void giveBack() {
        place.remove();
        budget.run();
    }
}
