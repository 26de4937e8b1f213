package dev.procession.it.launch;

import dev.procession.core.channel.LaunchLink;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A child that prints a port and makes, on its own end of the link, the calls that come in there. One thread for each
 * connection, as a call may wait.
 */
public final class LinkServer implements ChildProgram {
    /** What can be called. */
    enum Call {
        PRESENT,
        DOORBELL,
        TAKE,
        SECRET,
        RING,
        AWAIT,
        READ_ONE,
        READ,
        WRITE_ONE,
        WRITE
    }

    private static final Call[] CALLS = Call.values();

    private LaunchLink link;
    private volatile LaunchLink.Streams streams;

    /** Made by the launch. */
    public LinkServer() {}

    @Override
    public void run(ChildContext context) throws IOException {
        link = context.link();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket caller = server.accept();
                Thread thread = new Thread(() -> serve(caller), "caller");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                DataInputStream in = new DataInputStream(new BufferedInputStream(caller.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(caller.getOutputStream()))) {
            caller.setTcpNoDelay(true);
            while (true) {
                answer(in, out);
            }
        } catch (EOFException hungUp) {
            // The tests have ended.
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        Call call = CALLS[in.readByte()];
        long argument = in.readLong();
        byte[] bytes = in.readNBytes(in.readInt());
        try {
            byte[] target =
                    new byte[call == Call.READ ? (int) argument : call == Call.SECRET ? LaunchLink.SECRET_BYTES : 0];
            int number = make(call, argument, bytes, target);
            reply(
                    out,
                    true,
                    number,
                    Arrays.copyOf(target, call == Call.READ || call == Call.SECRET ? Math.max(0, number) : 0));
        } catch (IllegalStateException | IOException | InterruptedException e) {
            reply(out, false, 0, e.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void reply(DataOutputStream out, boolean fine, int number, byte[] bytes) throws IOException {
        out.writeBoolean(fine);
        out.writeInt(number);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    private int make(Call call, long argument, byte[] bytes, byte[] target) throws IOException, InterruptedException {
        switch (call) {
            case PRESENT -> {
                return link.present() ? 1 : 0;
            }
            case DOORBELL -> {
                return System.identityHashCode(link.doorbell());
            }
            case SECRET -> {
                byte[] secret = link.secret();
                System.arraycopy(secret, 0, target, 0, target.length);
                return secret.length;
            }
            case TAKE -> streams = link.takeStreams();
            case RING -> link.doorbell().ring();
            case AWAIT -> {
                Duration limit =
                        Duration.ofSeconds(argument, ByteBuffer.wrap(bytes).getInt());
                return link.doorbell().await(limit) ? 1 : 0;
            }
            case READ_ONE -> {
                return streams.in().read();
            }
            case READ -> {
                return streams.in().read(target, 0, target.length);
            }
            case WRITE_ONE -> streams.out().write((int) argument);
            case WRITE -> streams.out().write(bytes);
        }
        return 0;
    }
}
