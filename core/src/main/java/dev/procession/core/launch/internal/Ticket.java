package dev.procession.core.launch.internal;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the launcher tells a child first, over the link and never on the command line. The bytes:
 *
 * <pre>
 *   0   4  magic "PRCN"
 *   4   1  version of this layout
 *   5   4  length of what follows, big-endian, at most {@link #MAX_BODY}
 *   9   -  program, name, argument file, payload file (UTF-8, each after its 4-byte length),
 *          parent's pid (8), depth (4), payload length (4), payload unless it stands in the payload file
 * </pre>
 *
 * The whole is at most one page, which any pipe holds, so that writing it never waits for the child. A larger payload
 * goes into a private file that the child deletes once it has read it.
 */
public final class Ticket {
    /** The smallest buffer that a pipe can have. */
    static final int MAX_BYTES = 4_096;

    private static final int MAGIC = 0x5052434e;
    private static final int VERSION = 1;
    private static final int HEADER = 9;
    private static final int MAX_BODY = MAX_BYTES - HEADER;

    final String program;
    final String name;
    final String argumentFile;
    final long parentPid;
    final int depth;
    private final byte[] payload;
    private final String payloadFile;

    /**
     * A ticket.
     *
     * @param program the class to run
     * @param name the child's name
     * @param argumentFile the file to delete on arrival
     * @param parentPid the launcher
     * @param depth how many launches deep the child is
     * @param payload what the program is given, unless it stands in a file
     * @param payloadFile the file that holds the payload; empty if there is none
     */
    public Ticket(
            String program,
            String name,
            String argumentFile,
            long parentPid,
            int depth,
            byte[] payload,
            String payloadFile) {
        this.program = program;
        this.name = name;
        this.argumentFile = argumentFile;
        this.parentPid = parentPid;
        this.depth = depth;
        this.payload = payload;
        this.payloadFile = payloadFile;
    }

    /**
     * The ticket's bytes.
     *
     * @return the bytes, header included
     */
    public byte[] encode() {
        byte[][] texts = {bytes(program), bytes(name), bytes(argumentFile), bytes(payloadFile)};
        int body = Long.BYTES + 2 * Integer.BYTES + payload.length;
        for (byte[] text : texts) {
            body += Integer.BYTES + text.length;
        }
        ByteBuffer ticket = ByteBuffer.allocate(HEADER + body);
        ticket.putInt(MAGIC).put((byte) VERSION).putInt(body);
        for (byte[] text : texts) {
            ticket.putInt(text.length).put(text);
        }
        ticket.putLong(parentPid).putInt(depth).putInt(payload.length).put(payload);
        return ticket.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether a ticket of these bytes fits where every pipe can hold it.
     *
     * @param ticket an encoded ticket
     * @return true if it may be sent
     */
    public static boolean fits(byte[] ticket) {
        return ticket.length <= MAX_BYTES;
    }

    /**
     * Reads a ticket, every length checked before it is believed. By hand: the first use of {@link java.io.DataInputStream}
     * costs a young JVM of version 25 more than a millisecond.
     */
    static Ticket read(InputStream in) throws IOException {
        Cursor head = new Cursor(exactly(HEADER, in));
        if (head.number() != MAGIC) {
            throw new IOException("what it sent does not begin like a launch ticket");
        }
        int version = head.octet();
        if (version != VERSION) {
            throw new IOException("its launch ticket has version " + version + ", this Procession reads " + VERSION
                    + ": use one version on both sides");
        }
        int length = head.number();
        if (length < 0 || length > MAX_BODY) {
            throw new IOException("its launch ticket claims " + length + " bytes, the limit is " + MAX_BODY);
        }
        return decode(new Cursor(exactly(length, in)));
    }

    /** By read alone: {@code FileInputStream.readNBytes} asks for a position, which a pipe has not. */
    private static byte[] exactly(int count, InputStream in) throws IOException {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            int read = in.read(bytes, at, count - at);
            if (read < 0) {
                throw new IOException("its launch ticket ends too early");
            }
            at += read;
        }
        return bytes;
    }

    private static Ticket decode(Cursor body) throws IOException {
        String program = body.text();
        String name = body.text();
        String argumentFile = body.text();
        String payloadFile = body.text();
        long parentPid = ((long) body.number() << Integer.SIZE) | (body.number() & 0xffff_ffffL);
        int depth = body.number();
        byte[] payload = body.run();
        return new Ticket(program, name, argumentFile, parentPid, depth, payload, payloadFile);
    }

    /** Walks through bytes and throws where they end too early. */
    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        private int advance(int count) throws IOException {
            if (count < 0 || count > bytes.length - at) {
                throw new IOException("its launch ticket ends too early");
            }
            at += count;
            return at - count;
        }

        int octet() throws IOException {
            return bytes[advance(1)] & 0xff;
        }

        int number() throws IOException {
            return (octet() << 24) | (octet() << 16) | (octet() << 8) | octet();
        }

        byte[] run() throws IOException {
            int length = number();
            int from = advance(length);
            return Arrays.copyOfRange(bytes, from, from + length);
        }

        String text() throws IOException {
            return new String(run(), StandardCharsets.UTF_8);
        }
    }

    /** The payload, read from its file if it has one; the file is then gone. */
    byte[] takePayload() throws IOException {
        if (payloadFile.isEmpty()) {
            return payload;
        }
        File file = new File(payloadFile);
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        } finally {
            file.delete();
        }
    }
}
