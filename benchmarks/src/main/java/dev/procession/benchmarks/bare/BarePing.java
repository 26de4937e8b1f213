package dev.procession.benchmarks.bare;

import dev.procession.benchmarks.peers.JavaCommand;
import dev.procession.benchmarks.peers.Trips;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code BarePing MEDIUM HANDS-OVER}: a message there and back between this JVM and a child. Each line {@code COUNT
 * PAUSE-MICROS} on the standard input is answered by the nanoseconds and p50, p99 and p99.9 in microseconds.
 */
public final class BarePing {
    private final Wire wire;
    private final byte[] message = new byte[Wire.MESSAGE_BYTES];

    private BarePing(Wire wire) {
        this.wire = wire;
    }

    /**
     * The command line of one.
     *
     * @param medium over what
     * @param handsOver whether another thread of the child answers than the one that reads
     * @return the command line
     */
    public static List<String> command(Medium medium, boolean handsOver) {
        return JavaCommand.of(medium.options(), BarePing.class, medium.name(), Boolean.toString(handsOver));
    }

    /**
     * Runs until the standard input ends.
     *
     * @param arguments the medium, and whether the child hands over
     */
    public static void main(String[] arguments) throws Exception {
        Medium medium = Medium.valueOf(arguments[0]);
        List<Process> child = new ArrayList<>();
        try (Scratch scratch = Scratch.create()) {
            List<String> command = JavaCommand.of(
                    medium.options(),
                    BareEcho.class,
                    medium.name(),
                    scratch.folder().toString(),
                    arguments[1]);
            Medium.Launch launch = () -> {
                child.add(new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
                return child.get(0);
            };
            try (Wire wire = medium.parent(scratch.folder(), launch)) {
                new BarePing(wire).answer();
            } finally {
                child.forEach(Process::destroyForcibly);
            }
        }
    }

    private void answer() throws Exception {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] numbers = line.split(" ", -1);
            Duration pause = Duration.of(Long.parseLong(numbers[1]), TimeUnit.MICROSECONDS.toChronoUnit());
            System.out.println(Trips.line(Trips.measure(this::trip, Integer.parseInt(numbers[0]), pause, 1)));
        }
    }

    private void trip(int number) throws IOException {
        wire.send(message);
        wire.receive(message);
    }
}
