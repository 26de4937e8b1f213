package dev.procession.transport.mmap;

import dev.procession.core.channel.Channel;
import dev.procession.core.channel.ChannelListener;
import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.channel.Parking;
import dev.procession.core.channel.TransportProvider;
import dev.procession.core.error.ChannelException;
import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import dev.procession.transport.mmap.ControlFile.Side;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Frames over memory-mapped Chronicle queues, one for each direction of each worker.
 *
 * <ul>
 *   <li>A frame that is sent to a busy worker costs no system call; a parked reader is woken over the launch link, costs
 *       nothing, and spins before it parks as {@link ChannelOptions#spin()} allows.
 *   <li>What was written survives the writer's death and is read to its end.
 *   <li>A channel takes 26 MiB on disk at the most; what a pool may take in all is bounded by the property {@value
 *       #QUOTA_PROPERTY}, in bytes.
 *   <li>The files lie in the launcher's private folder, in the temporary folder where that has no room, or in the folder that
 *       the property {@value #FOLDER_PROPERTY} names.
 *   <li>{@link #keepJournal} or the property {@value #JOURNAL_PROPERTY} keeps all that was sent and answered, for {@link
 *       Journal} to read. What is kept is not bounded by the quota.
 *   <li>Works in a JVM that was started without options; Java 24 and newer then prints warnings of its own, which {@code
 *       --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow} silences.
 * </ul>
 */
public final class MmapTransport implements TransportProvider {
    /** The system property that names the folder for the queues. */
    public static final String FOLDER_PROPERTY = "procession.mmap.folder";

    /** The system property that says how many bytes the queues of a pool may take on disk. */
    public static final String QUOTA_PROPERTY = "procession.mmap.quota";

    /** The system property that names the folder for a journal; none is kept where it is not set. */
    public static final String JOURNAL_PROPERTY = "procession.mmap.journal";

    private final DiskBudget budget;
    private final @Nullable Path told;
    private final @Nullable Path journal;

    /** The provider; does nothing yet. */
    public MmapTransport() {
        this(quotaBytes(), System.getProperty(FOLDER_PROPERTY));
    }

    /** What the property says; negative if that is no number of bytes. */
    private static long quotaBytes() {
        String text = System.getProperty(QUOTA_PROPERTY);
        try {
            return text == null ? DiskBudget.defaultQuotaBytes() : Math.max(-1, Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    MmapTransport(long quotaBytes, @Nullable String folder) {
        this(new DiskBudget(quotaBytes), path(folder), path(System.getProperty(JOURNAL_PROPERTY)));
    }

    private MmapTransport(DiskBudget budget, @Nullable Path told, @Nullable Path journal) {
        this.budget = budget;
        this.told = told;
        this.journal = journal;
    }

    private static @Nullable Path path(@Nullable String folder) {
        return folder == null || folder.isBlank() ? null : Path.of(folder);
    }

    /**
     * The same transport, with a journal: whatever its channels carry stays in the folder, for {@link Journal} to read.
     *
     * @param folder where; it is there, and this process may write to it
     * @return a provider for {@code ProcessPool.builder().transport(...)}
     */
    public MmapTransport keepJournal(Path folder) {
        return new MmapTransport(budget, told, folder.toAbsolutePath());
    }

    @Override
    public String name() {
        return "mmap";
    }

    @Override
    public int preference() {
        return 10;
    }

    @Override
    public Set<Trait> traits() {
        return EnumSet.of(Trait.LOCAL_PROCESS, Trait.SHARED_FILES, Trait.WAITER_READS);
    }

    @Override
    public Optional<String> unavailableBecause() {
        try {
            Class.forName("net.openhft.chronicle.queue.ChronicleQueue", false, MmapTransport.class.getClassLoader());
            if (budget.quotaBytes() < 0) {
                return Optional.of("-D" + QUOTA_PROPERTY + "=" + System.getProperty(QUOTA_PROPERTY)
                        + " is no number of bytes; say for instance " + DiskBudget.defaultQuotaBytes());
            }
            return ChannelPlace.whyNot(told, FOLDER_PROPERTY).or(() -> ChannelPlace.whyNot(journal, JOURNAL_PROPERTY));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("Chronicle Queue is not on the class path (" + e
                    + "); add the dependency net.openhft:chronicle-queue, which comes with procession-transport-mmap");
        }
    }

    @Override
    public List<String> childOptions(int javaVersion) {
        return Queues.childOptions(javaVersion);
    }

    @Override
    public Acceptor open(ChannelOptions options, LaunchLink link) {
        requireLink(link);
        boolean interrupted = Thread.interrupted(); // It would close the files that are about to be made.
        Runnable counted = budget.take();
        ChannelPlace place = null;
        Acceptor acceptor = null;
        try {
            place = journal == null ? ChannelPlace.create(told) : ChannelPlace.kept(journal);
            Queues.getReady(place.folder().resolve("self-test"));
            acceptor = MmapAcceptor.open(options, link, place, counted);
            return acceptor;
        } finally {
            if (acceptor == null) {
                if (place != null) {
                    place.remove();
                }
                counted.run();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
        requireLink(link);
        Path folder = ChannelFolder.at(address);
        try {
            byte[] secret = link.secret();
            ControlFile control = ControlFile.open(folder, ChannelFolder.folderProof(secret));
            Queues.getReady(folder.resolve("child-self-test"));
            Segment segment = control.isKeeping() ? null : Segment.open(folder);
            Parking parking = control.parking(Side.CHILD, link.doorbell());
            control.present(ChannelFolder.childProof(secret));
            parking.wakePeer();
            return MmapChannel.open(
                    new MmapChannel.Meeting(
                            Side.CHILD, new MmapChannel.Files(folder, control, segment), parking, () -> {}),
                    options,
                    listener);
        } catch (IOException e) {
            throw new ChannelException(
                    ErrorCode.CHANNEL_CLOSED,
                    ChannelFolder.whyNot(folder, "the mmap transport cannot connect to \"" + address + "\"", e),
                    e);
        }
    }

    private static void requireLink(LaunchLink link) {
        if (!link.present()) {
            throw new TransportException(
                    "the mmap transport needs a child that this machine's launcher started, and this"
                            + " peer has no launch link; take the socket transport for it");
        }
    }
}
