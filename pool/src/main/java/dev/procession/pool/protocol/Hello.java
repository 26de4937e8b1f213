package dev.procession.pool.protocol;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codecs;
import dev.procession.core.error.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who speaks: the first frame of each side.
 *
 * @param lowestVersion the oldest protocol version it speaks
 * @param highestVersion the newest
 * @param codecs its codecs, in the order of their numbers on the wire
 * @param maxFrameBytes the largest frame it takes
 * @param javaVersion its Java version
 * @param pid its process id
 */
public record Hello(
        int lowestVersion, int highestVersion, List<String> codecs, int maxFrameBytes, String javaVersion, long pid) {
    private static final int LOWEST = 1;
    private static final int HIGHEST = 2;
    private static final int CODECS = 3;
    private static final int MAX_FRAME = 4;
    private static final int JAVA = 5;
    private static final int PID = 6;

    /**
     * Copies the list.
     *
     * @param lowestVersion the oldest protocol version it speaks
     * @param highestVersion the newest
     * @param codecs its codecs
     * @param maxFrameBytes the largest frame it takes
     * @param javaVersion its Java version
     * @param pid its process id
     */
    public Hello {
        codecs = List.copyOf(codecs);
    }

    /**
     * This process's own.
     *
     * @param codecs its codecs
     * @param maxFrameBytes the largest frame
     * @return the message
     */
    public static Hello ofThisProcess(Codecs codecs, int maxFrameBytes) {
        return new Hello(
                Protocol.LOWEST_VERSION,
                Protocol.HIGHEST_VERSION,
                codecs.names(),
                maxFrameBytes,
                System.getProperty("java.version", "?"),
                ProcessHandle.current().pid());
    }

    /**
     * Encodes it.
     *
     * @return the frame
     */
    public List<ByteBuffer> write() {
        ByteSink body = new ByteSink(128);
        WireFields.number(body, LOWEST, lowestVersion);
        WireFields.number(body, HIGHEST, highestVersion);
        for (String codec : codecs) {
            WireFields.text(body, CODECS, codec);
        }
        WireFields.number(body, MAX_FRAME, maxFrameBytes);
        WireFields.text(body, JAVA, javaVersion);
        WireFields.number(body, PID, pid);
        return ControlFrame.write(MessageKind.HELLO, body, List.of());
    }

    /**
     * Decodes it.
     *
     * @param frame a HELLO frame
     * @return the message
     */
    public static Hello read(ControlFrame frame) {
        int lowest = 0;
        int highest = 0;
        List<String> codecs = new ArrayList<>();
        int maxFrame = 0;
        String java = "";
        long pid = 0;
        ByteSource body = frame.body();
        while (body.remaining() > 0) {
            int key = body.readVarInt();
            switch (WireFields.fieldOf(key)) {
                case LOWEST -> lowest = body.readVarInt();
                case HIGHEST -> highest = body.readVarInt();
                case CODECS -> codecs.add(WireFields.text(body));
                case MAX_FRAME -> maxFrame = body.readVarInt();
                case JAVA -> java = WireFields.text(body);
                case PID -> pid = body.readVarLong();
                default -> WireFields.skip(body, key);
            }
        }
        return new Hello(lowest, highest, codecs, maxFrame, java, pid);
    }

    /**
     * Checks that two sides understand each other.
     *
     * @param peer the other side's message
     * @throws ProtocolException naming both sides, if they share no version or have other codecs
     */
    public void checkAgainst(Hello peer) {
        if (peer.lowestVersion > highestVersion || peer.highestVersion < lowestVersion) {
            throw new ProtocolException("no common protocol version: this side (Java " + javaVersion + ", pid " + pid
                    + ") speaks " + lowestVersion + " to " + highestVersion + ", the other (Java " + peer.javaVersion
                    + ", pid " + peer.pid + ") speaks " + peer.lowestVersion + " to " + peer.highestVersion
                    + "; put the same version of Procession on both class paths");
        }
        String difference = Codecs.mismatch(codecs, peer.codecs);
        if (!difference.isEmpty()) {
            throw new ProtocolException(difference);
        }
    }
}
