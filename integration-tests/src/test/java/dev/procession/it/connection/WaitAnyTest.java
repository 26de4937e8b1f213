package dev.procession.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.JvmProcess;
import dev.procession.core.connection.Connection;
import dev.procession.core.connection.Listener;
import dev.procession.core.connection.Pipe;
import dev.procession.core.connection.Waitable;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class WaitAnyTest {
    private static final Duration SHORT = Duration.ofMillis(30);

    @Test
    void theReadyOnesAreGivenInOrder() throws Exception {
        List<Pipe<Integer>> pipes = new ArrayList<>();
        List<Connection<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pipes.add(Pipe.open());
            ends.add(pipes.get(i).second());
        }
        assertThat(Connection.waitAny(ends, Duration.ZERO)).isEmpty();
        assertThat(Connection.waitAny(ends, Duration.ofSeconds(-1))).isEmpty();
        long start = System.nanoTime();
        assertThat(Connection.waitAny(ends, SHORT)).isEmpty();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());

        pipes.get(30).first().send(30);
        pipes.get(3).first().close();
        assertThat(Connection.waitAny(ends, Threads.LIMIT)).containsExactly(ends.get(3), ends.get(30));
        assertThat(ends.get(30).receive()).isEqualTo(30);

        Threads.Running<List<Connection<Integer>>> waiting = Threads.run(
                        () -> Connection.waitAny(ends.subList(4, 40), Threads.LIMIT))
                .awaitBlocked();
        pipes.get(39).first().send(39);
        assertThat(waiting.get()).containsExactly(ends.get(39));
        assertThat(Connection.waitAny(List.<Connection<Integer>>of(), Threads.LIMIT))
                .isEmpty();
        pipes.forEach(Pipe::close);
    }

    @Test
    void aPartOfAMessageIsNoMessage() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            byte[] large = new byte[2_000_000];
            assertThatThrownBy(() -> pipe.first().sendBytes(large, 0, large.length, Duration.ZERO))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            assertThat(Connection.waitAny(List.of(pipe.second()), SHORT)).isEmpty();
            Threads.Running<Object> sender = Threads.run(() -> {
                pipe.first().send("whole");
                return null;
            });
            assertThat(Connection.waitAny(List.of(pipe.second()), Threads.LIMIT))
                    .hasSize(1);
            assertThat(pipe.second().receive()).isEqualTo("whole");
            sender.get();
        }
    }

    @Test
    void processesAndListenersCountToo() throws Exception {
        byte[] key = Listener.newKey();
        try (Pipe<Object> pipe = Pipe.open();
                Listener listener = Listener.bind(key);
                JvmProcess process = JvmProcess.builder()
                        .target(end -> end.receive(), pipe.second())
                        .start()) {
            List<Waitable> all = List.of(listener, process, pipe.first());
            assertThat(Connection.waitAny(all, SHORT)).isEmpty();

            try (Connection<Object> client = Connection.connect(listener.address(), key)) {
                client.send("hello");
                assertThat(Connection.waitAny(all, Threads.LIMIT)).containsExactly(listener);
                listener.accept().close();
            }
            pipe.first().send("end");
            assertThat(Connection.waitAny(List.of(process), Threads.LIMIT)).containsExactly(process);
            assertThat(Connection.waitAny(List.of(process, pipe.first()), Threads.LIMIT))
                    .containsExactly(process, pipe.first());
        }
    }

    @Test
    void interruptsAndClosesEndTheWait() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            List<Connection<Object>> ends = List.of(pipe.first());
            Threads.Running<?> interrupted =
                    Threads.run(() -> Connection.waitAny(ends, Threads.LIMIT)).awaitBlocked();
            interrupted.interrupt();
            assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedException.class);
            pipe.second().send("whole");
            assertThat(pipe.first().receive()).isEqualTo("whole");

            Threads.Running<?> closed =
                    Threads.run(() -> Connection.waitAny(ends, Threads.LIMIT)).awaitBlocked();
            pipe.first().close();
            assertThatThrownBy(closed::get).rootCause().hasMessageContaining("closed");
            assertThatThrownBy(() -> Connection.waitAny(
                            List.of(JvmProcess.builder().target(() -> {}).build()), SHORT))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
