package dev.procession.benchmarks.bare;

import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** Over two queues, one each way. Who waits looks again and again, and lets others run now and then. */
final class QueueWire implements Wire {
    private static final int LOOKS = 200;

    private final ChronicleQueue out;
    private final ChronicleQueue in;
    private final ExcerptAppender appender;
    private final ExcerptTailer tailer;

    private QueueWire(Path out, Path in) {
        this.out = SingleChronicleQueueBuilder.binary(out).build();
        this.in = SingleChronicleQueueBuilder.binary(in).build();
        appender = this.out.createAppender();
        appender.singleThreadedCheckDisabled(true);
        tailer = this.in.createTailer();
        tailer.singleThreadedCheckDisabled(true);
    }

    static Wire parent(Path folder) {
        return new QueueWire(folder.resolve("down"), folder.resolve("up"));
    }

    static Wire child(Path folder) {
        return new QueueWire(folder.resolve("up"), folder.resolve("down"));
    }

    @Override
    public void send(byte[] message) {
        try (DocumentContext document = appender.writingDocument()) {
            Objects.requireNonNull(document.wire()).bytes().write(message, 0, MESSAGE_BYTES);
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // Where there are fewer processors than JVMs, the other one has to run.
    public void receive(byte[] message) {
        for (int looks = 1; !read(message); looks++) {
            if (looks % LOOKS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private boolean read(byte[] message) {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            Objects.requireNonNull(document.wire()).bytes().read(message, 0, MESSAGE_BYTES);
            return true;
        }
    }

    @Override
    public void close() {
        out.close();
        in.close();
    }
}
