package dev.procession.benchmarks.bare;

import dev.procession.benchmarks.peers.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ColdBare MEDIUM OPTION...}: starts a child JVM with these options, prints a line when the first message has come
 * from it over a bare channel, and is gone. The socket is Netty's, as a transport's would be. {@code ColdBare MEDIUM child
 * FOLDER} is the child.
 */
public final class ColdBare {
    private static final String CHILD = "child";

    private ColdBare() {}

    /**
     * Runs once.
     *
     * @param arguments the medium, then the child's options
     */
    public static void main(String[] arguments) throws Exception {
        Medium medium = Medium.valueOf(arguments[0]);
        if (arguments.length == 3 && arguments[1].equals(CHILD)) {
            child(medium, Path.of(arguments[2]));
            return;
        }
        try (Scratch scratch = Scratch.create()) {
            List<String> options = List.of(arguments).subList(1, arguments.length);
            Process child = parent(medium, scratch.folder(), options);
            System.out.println(1);
            child.destroyForcibly();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void child(Medium medium, Path folder) throws Exception {
        if (medium == Medium.SOCKET) {
            NettyHello.child(folder.resolve("socket"));
        } else {
            Wire wire = medium.child(folder);
            wire.send(new byte[Wire.MESSAGE_BYTES]);
        }
        System.in.read(); // until the parent ends
    }

    private static Process parent(Medium medium, Path folder, List<String> options) throws Exception {
        List<String> command = JavaCommand.of(options, ColdBare.class, medium.name(), CHILD, folder.toString());
        Process[] child = new Process[1];
        Medium.Launch launch = () -> child[0] = start(command);
        if (medium == Medium.SOCKET) {
            NettyHello.parent(folder.resolve("socket"), launch);
        } else {
            Wire wire = medium.parent(folder, launch);
            wire.receive(new byte[Wire.MESSAGE_BYTES]);
        }
        return child[0];
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
