package dev.procession.transport.mmap.internal.chronicle;

import dev.procession.core.error.ErrorCode;
import dev.procession.core.error.TransportException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.jspecify.annotations.Nullable;

/** Gets Chronicle ready in this JVM, once, and opens queues. Any thread may call. */
public final class Queues {
    /** The size of a queue: what is mapped at once. */
    public static final int QUEUE_BYTES = 4 << 20;

    /** The most that a queue takes on disk: its file, a table of its own, and two blocks for folders. */
    public static final long DISK_BYTES = QUEUE_BYTES + (192L << 10);

    /** The largest document; Chronicle carries this much whatever the size of a queue. */
    public static final int DOCUMENT_BYTES = 64 << 10;

    /** How much of it is content: all but the byte that says of which kind it is. */
    public static final int CONTENT_BYTES = DOCUMENT_BYTES - 1;

    /** A queue's first document: how many documents stand in those before it, eight bytes. */
    public static final byte HEAD = 0;

    /** A document that holds bytes of the stream. */
    public static final byte BYTES = 1;

    /** A document that says how many bytes of the stream stand in the segment, four bytes. */
    public static final byte ELSEWHERE = 2;

    /** What keeps Chronicle silent; a child gets these as options. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "chronicle.analytics.disable", "true",
            "chronicle.announcer.disable", "true",
            "chronicle.disk.monitor.disable", "true");

    /** Of a child's log relay: these log errors alone. */
    private static final String QUIET_LOGGERS = "procession.log.quiet";

    /** SLF4J, which Chronicle logs with, prints three lines where it finds no provider. */
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private static final String ERRORS_ONLY = "ERROR";

    private static boolean ready;

    private Queues() {}

    /**
     * What a child's JVM is given on its command line.
     *
     * @param javaVersion the feature version of the child's Java
     * @return the options
     */
    public static List<String> childOptions(int javaVersion) {
        List<String> options = new java.util.ArrayList<>(JdkPackages.options(javaVersion));
        PROPERTIES.keySet().stream().sorted().forEach(name -> options.add("-D" + name + "=" + PROPERTIES.get(name)));
        options.add("-D" + SLF4J_VERBOSITY + "=" + ERRORS_ONLY);
        options.add("-D" + QUIET_LOGGERS + "=net.openhft");
        return List.copyOf(options);
    }

    /**
     * Opens the JDK for Chronicle, keeps it silent, and writes and reads back a queue. What was done once is not done again.
     *
     * @param scratch a folder that is not there yet; gone when this returns
     * @throws TransportException if Chronicle cannot work in this JVM; the message lists the options that it needs
     */
    public static synchronized void getReady(Path scratch) {
        if (ready) {
            return;
        }
        try {
            JdkPackages.open();
            silently(() -> SelfTest.run(scratch));
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError | AssertionError e) {
            throw new TransportException(
                    ErrorCode.TRANSPORT_UNAVAILABLE,
                    "Chronicle Queue does not work in this JVM, Java " + Runtime.version() + " (" + e
                            + "); start it with "
                            + String.join(
                                    " ", JdkPackages.options(Runtime.version().feature()))
                            + ", on the command line or in JDK_JAVA_OPTIONS, or take another transport",
                    e);
        }
        ready = true;
    }

    /** Sets what the user has not set; SLF4J's word only while its first logger is made. */
    private static void silently(SelfTestRun run) throws IOException {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        boolean quieted = System.getProperty(SLF4J_VERBOSITY) == null;
        if (quieted) {
            System.setProperty(SLF4J_VERBOSITY, ERRORS_ONLY);
        }
        try {
            run.run();
        } finally {
            if (quieted) {
                System.clearProperty(SLF4J_VERBOSITY);
            }
        }
    }

    /** A queue that never rolls: its clock stands still. */
    static ChronicleQueue open(Path folder) {
        return SingleChronicleQueueBuilder.binary(folder)
                .blockSize(QUEUE_BYTES)
                .rollCycle(LegacyRollCycles.DAILY)
                .timeProvider(() -> 0L)
                .build();
    }

    /** Closes a queue and has its mappings and descriptors given back now, not by Chronicle's own thread later. */
    static void close(@Nullable ChronicleQueue queue) {
        if (queue != null) {
            queue.close();
            BackgroundResourceReleaser.releasePendingResources();
        }
    }

    /** Part of getting ready. */
    private interface SelfTestRun {
        void run() throws IOException;
    }

    /** Writes one document and reads it back, since Chronicle turns read-only in silence where a package is not open. */
    private static final class SelfTest {
        private static final byte[] WORD = {'s', 'e', 'l', 'f', '-', 't', 'e', 's', 't'};

        static void run(Path scratch) throws IOException {
            ByteBuffer found = ByteBuffer.allocate(DOCUMENT_BYTES);
            try (QueueWriter writer = QueueWriter.create(scratch, 0)) {
                writer.append(BYTES, ByteBuffer.wrap(WORD));
                try (QueueReader reader = QueueReader.open(scratch)) {
                    reader.read(found);
                }
            } finally {
                QueueFolder.remove(scratch);
            }
            if (found.flip().limit() == 0 || !found.position(1).equals(ByteBuffer.wrap(WORD))) {
                throw new IOException("of " + WORD.length + " bytes that were written to a queue in " + scratch + " "
                        + found.remaining() + " could be read back");
            }
        }
    }
}
