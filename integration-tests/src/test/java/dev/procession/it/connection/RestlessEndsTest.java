package dev.procession.it.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.connection.Connection;
import dev.procession.core.connection.Pipe;
import dev.procession.testkit.Await;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ends that move again and again, also at the same time, while messages of all sizes go both ways and are given up. */
@ExtendWith(LeakGuard.class)
class RestlessEndsTest {
    private static final int MESSAGES = 300;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingIsLostDoubledOrChanged(long seed) throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            Threads.Running<Object> first = Threads.run(() -> live(pipe.first(), seed));
            Threads.Running<Object> second = Threads.run(() -> live(pipe.second(), seed + 100));
            first.get();
            second.get();
        }
        Await.untilTrue(
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("procession-relay")),
                Threads.LIMIT,
                () -> "relays are left");
    }

    private static Object live(Connection<Object> given, long seed) throws Exception {
        Connection<Object> end = given;
        Random random = new Random(seed);
        int sent = 0;
        int received = 0;
        while (sent < MESSAGES || received < MESSAGES) {
            if (random.nextInt(25) == 0) {
                end = moved(end);
            }
            if (sent < MESSAGES && sent(end, sent, random)) {
                sent++;
            }
            while (received < MESSAGES && end.poll(Duration.ofMillis(random.nextInt(2)))) {
                assertThat(end.receiveBytes()).isEqualTo(message(received++));
            }
        }
        end.send("done");
        assertThat(end.receive()).isEqualTo("done");
        end.close();
        return null;
    }

    /** Gives up early now and then. */
    private static boolean sent(Connection<Object> end, int number, Random random) throws InterruptedException {
        try {
            byte[] message = message(number);
            end.sendBytes(message, 0, message.length, Duration.ofMillis(random.nextInt(3)));
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static byte[] message(int number) {
        Random random = new Random(number);
        byte[] bytes = new byte[random.nextInt(12) == 0 ? random.nextInt(400_000) : random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("unchecked")
    private static Connection<Object> moved(Connection<Object> end) throws InterruptedException {
        try (Pipe<Object> carrier = Pipe.open()) {
            carrier.first().send(end);
            return (Connection<Object>) carrier.second().receive();
        }
    }
}
