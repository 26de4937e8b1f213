package dev.procession.it.launch;

import dev.procession.core.channel.LaunchLink;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands in for the link of another process: has each call made by its {@link LinkServer} and returns what that gave. */
final class RemoteLink implements LaunchLink {
    private final int port;
    private final ConcurrentLinkedDeque<Line> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedQueue<Line> all = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Doorbell> bells = new ConcurrentHashMap<>();

    RemoteLink(int port) {
        this.port = port;
    }

    @Override
    public boolean present() {
        return call(LinkServer.Call.PRESENT, 0, new byte[0]).number() == 1;
    }

    /** One for each that the child has. */
    @Override
    public Doorbell doorbell() {
        int identity = call(LinkServer.Call.DOORBELL, 0, new byte[0]).number();
        return bells.computeIfAbsent(identity, key -> new RemoteBell());
    }

    @Override
    public Streams takeStreams() {
        call(LinkServer.Call.TAKE, 0, new byte[0]);
        return new Streams(new RemoteInput(), new RemoteOutput());
    }

    @Override
    public byte[] secret() {
        return call(LinkServer.Call.SECRET, 0, new byte[0]).bytes();
    }

    void close() {
        all.forEach(Line::close);
    }

    private Reply call(LinkServer.Call call, long argument, byte[] bytes) {
        try {
            Line line = idle.poll();
            if (line == null) {
                line = new Line(new Socket(InetAddress.getLoopbackAddress(), port));
                all.add(line);
            }
            Reply reply = line.call(call, argument, bytes);
            idle.push(line);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException("the child does not answer", e);
        }
    }

    /** What a call gave. */
    private record Reply(int number, byte[] bytes) {}

    /** A connection, for one call at a time. */
    private static final class Line {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        }

        Reply call(LinkServer.Call call, long argument, byte[] bytes) throws IOException {
            out.writeByte(call.ordinal());
            out.writeLong(argument);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
            boolean fine = in.readBoolean();
            int number = in.readInt();
            byte[] answer = in.readNBytes(in.readInt());
            if (!fine) {
                throw new IllegalStateException(new String(answer, StandardCharsets.UTF_8));
            }
            return new Reply(number, answer);
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class RemoteBell implements Doorbell {
        @Override
        public void ring() {
            call(LinkServer.Call.RING, 0, new byte[0]);
        }

        /** Seconds and nanoseconds travel apart: a limit may be longer than nanoseconds can tell. */
        @Override
        public boolean await(Duration limit) {
            byte[] nanos = ByteBuffer.allocate(4).putInt(limit.getNano()).array();
            return call(LinkServer.Call.AWAIT, limit.getSeconds(), nanos).number() == 1;
        }
    }

    private final class RemoteInput extends InputStream {
        @Override
        public int read() {
            return call(LinkServer.Call.READ_ONE, 0, new byte[0]).number();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Reply reply = call(LinkServer.Call.READ, length, new byte[0]);
            System.arraycopy(reply.bytes(), 0, target, offset, reply.bytes().length);
            return reply.number();
        }
    }

    private final class RemoteOutput extends OutputStream {
        @Override
        public void write(int value) {
            call(LinkServer.Call.WRITE_ONE, value, new byte[0]);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            call(LinkServer.Call.WRITE, 0, Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
