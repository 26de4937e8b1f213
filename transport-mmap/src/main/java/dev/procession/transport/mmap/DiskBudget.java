package dev.procession.transport.mmap;

import dev.procession.core.error.TransportException;
import dev.procession.transport.mmap.internal.chronicle.Queues;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many channels a pool may have on disk. Each channel is counted with the most that it can take, so the files of a pool
 * never exceed its quota.
 */
final class DiskBudget {
    /** The most that one queue takes. */
    static final long QUEUE_BYTES = Queues.DISK_BYTES;

    /** What has to be free for a channel to begin: in each direction a queue, and the next when that is full. */
    static final long LEAST_BYTES = 4 * QUEUE_BYTES + Segment.BYTES;

    /** The most that one channel takes: the queues of both directions, the segment, the control file, the folder. */
    static final long CHANNEL_BYTES = 2L * Outbound.MOST_QUEUES * QUEUE_BYTES + Segment.BYTES + (16 << 10);

    private final long quotaBytes;
    private final AtomicInteger channels = new AtomicInteger();

    DiskBudget(long quotaBytes) {
        this.quotaBytes = quotaBytes;
    }

    long quotaBytes() {
        return quotaBytes;
    }

    /** 1 GiB, or what two channels for each processor take, if that is more. */
    static long defaultQuotaBytes() {
        return Math.max(1L << 30, 2 * CHANNEL_BYTES * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Counts one channel more.
     *
     * @return gives it back; idempotent
     * @throws TransportException if the quota does not allow it
     */
    Runnable take() {
        int most = (int) Math.min(Integer.MAX_VALUE, quotaBytes / CHANNEL_BYTES);
        if (channels.getAndUpdate(open -> open < most ? open + 1 : open) >= most) {
            throw new TransportException("the quota of " + quotaBytes + " bytes on disk is reached: " + most
                    + " workers of this pool have queues, and each may take " + CHANNEL_BYTES
                    + " bytes; raise it with -D" + MmapTransport.QUOTA_PROPERTY + ", or start fewer workers");
        }
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                channels.decrementAndGet();
            }
        };
    }
}
