package dev.procession.core.launch.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What the launcher tells a child first, over the link and never on the command line. The bytes:
 *
 * <pre>
 *   0   4  magic "PRCN"
 *   4   1  version of this layout
 *   5   4  length of what follows, big-endian, at most {@link #MAX_BODY}
 *   9   -  program, name, argument file, payload file (modified UTF-8, each after its 2-byte length),
 *          parent's pid (8), depth (4), secret's length (1), secret, payload length (4), payload unless it stands in
 *          the payload file
 * </pre>
 *
 * The whole is at most one page, which any pipe holds, so that writing it never waits for the child. A larger payload
 * goes into a private file that the child deletes once it has read it.
 */
public final class Ticket {
    /** The smallest buffer that a pipe can have. */
    static final int MAX_BYTES = 4_096;

    private static final int MAGIC = 0x5052434e;
    private static final int VERSION = 2;
    private static final String SPARE = "-";

    /** What the ticket of a spare takes, rounded up. */
    private static final int SPARE_BYTES = 64;

    private static final int HEADER = 9;
    private static final int MAX_BODY = MAX_BYTES - HEADER;

    final String program;
    final String name;
    final String argumentFile;
    final long parentPid;
    final int depth;
    final byte[] secret;
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
     * @param secret the link's secret; empty if it has none
     * @param payload what the program is given, unless it stands in a file
     * @param payloadFile the file that holds the payload; empty if there is none
     */
    public Ticket(
            String program,
            String name,
            String argumentFile,
            long parentPid,
            int depth,
            byte[] secret,
            byte[] payload,
            String payloadFile) {
        this.program = program;
        this.name = name;
        this.argumentFile = argumentFile;
        this.parentPid = parentPid;
        this.depth = depth;
        this.secret = secret;
        this.payload = payload;
        this.payloadFile = payloadFile;
    }

    /**
     * The ticket's bytes.
     *
     * @return the bytes, header included
     */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(MAX_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            out.writeInt(0);
            out.writeUTF(program);
            out.writeUTF(name);
            out.writeUTF(argumentFile);
            out.writeUTF(payloadFile);
            out.writeLong(parentPid);
            out.writeInt(depth);
            out.writeByte(secret.length);
            out.write(secret);
            out.writeInt(payload.length);
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("A stream into memory failed", e);
        }
        byte[] ticket = bytes.toByteArray();
        java.nio.ByteBuffer.wrap(ticket).putInt(HEADER - Integer.BYTES, ticket.length - HEADER);
        return ticket;
    }

    /**
     * The first ticket of a JVM that is told later what it runs, by another ticket.
     *
     * @param parentPid the launcher
     * @param depth how many launches deep the child is
     * @return the ticket
     */
    static Ticket forSpare(long parentPid, int depth) {
        return new Ticket(SPARE, SPARE, "", parentPid, depth, new byte[0], new byte[0], "");
    }

    boolean isForSpare() {
        return program.equals(SPARE);
    }

    /**
     * Whether a ticket of these bytes fits where every pipe can hold it, behind that of a spare.
     *
     * @param ticket an encoded ticket
     * @return true if it may be sent
     */
    public static boolean fits(byte[] ticket) {
        return ticket.length <= MAX_BYTES - SPARE_BYTES;
    }

    /** Reads a ticket, every length checked before it is believed. */
    static Ticket read(InputStream in) throws IOException {
        DataInputStream head = new DataInputStream(in);
        if (head.readInt() != MAGIC) {
            throw new IOException("what it sent does not begin like a launch ticket");
        }
        int version = head.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("its launch ticket has version " + version + ", this Procession reads " + VERSION
                    + ": use one version on both sides");
        }
        int length = head.readInt();
        if (length < 0 || length > MAX_BODY) {
            throw new IOException("its launch ticket claims " + length + " bytes, the limit is " + MAX_BODY);
        }
        byte[] body = new byte[length];
        head.readFully(body);
        return decode(new DataInputStream(new ByteArrayInputStream(body)));
    }

    private static Ticket decode(DataInputStream body) throws IOException {
        String program = body.readUTF();
        String name = body.readUTF();
        String argumentFile = body.readUTF();
        String payloadFile = body.readUTF();
        long parentPid = body.readLong();
        int depth = body.readInt();
        byte[] secret = new byte[body.readUnsignedByte()];
        body.readFully(secret);
        int length = body.readInt();
        if (length < 0 || length != body.available()) {
            throw new IOException(
                    "its launch ticket claims a payload of " + length + " bytes and has " + body.available());
        }
        byte[] payload = new byte[length];
        body.readFully(payload);
        return new Ticket(program, name, argumentFile, parentPid, depth, secret, payload, payloadFile);
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
