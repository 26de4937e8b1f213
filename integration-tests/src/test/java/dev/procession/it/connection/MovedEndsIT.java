package dev.procession.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.JvmProcess;
import dev.procession.core.ProcessContext;
import dev.procession.core.RemoteBiConsumer;
import dev.procession.core.connection.Connection;
import dev.procession.core.connection.Pipe;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.EndOfStreamException;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends that go to other processes, and processes that die with them. */
@ExtendWith(LeakGuard.class)
class MovedEndsIT {
    private static final String QUIT = "quit";

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static <A> JvmProcess start(dev.procession.core.RemoteConsumer<A> body, A end) {
        return JvmProcess.builder().target(body, end).start();
    }

    /** Sends everything back until told to quit. */
    private static void echo(Connection<Object> end) throws Exception {
        try (end) {
            for (Object next = end.receive(); !QUIT.equals(next); next = end.receive()) {
                if (next instanceof Callable<?> function) {
                    next = function.call();
                }
                end.send(next);
            }
        }
    }

    /** Sends numbers, and then what it received. */
    private static void count(Connection<Object> end, int most) throws Exception {
        try (end) {
            for (int i = 0; i < most; i++) {
                end.send(i);
                if (i % 100 == 0) {
                    end.sendBytes(random(300_000));
                }
            }
            List<Object> received = new ArrayList<>();
            for (Object next = end.receive(); !QUIT.equals(next); next = end.receive()) {
                received.add(next);
            }
            end.send(received);
        }
    }

    private static void checkNumbers(Connection<Object> end, int from, int most) throws Exception {
        for (int i = from; i < most; i++) {
            assertThat(end.receive()).isEqualTo(i);
            if (i % 100 == 0) {
                assertThat(Arrays.equals(end.receiveBytes(), random(300_000))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void aChildGetsWhatWasSentBeforeAndAnswers(String address) throws Exception {
        RemoteBiConsumer<Connection<Object>, String> body = (end, any) -> echo(end);
        System.setProperty("procession.connection.address", address);
        Pipe<Object> pipe = Pipe.open();
        try (JvmProcess child = JvmProcess.builder()
                .jvmOptions("-Dprocession.connection.address=" + address)
                .target(body, withMail(pipe), "")
                .start()) {
            pipe.second().close(); // as in Python, after start; it is not ours any more
            assertThat(pipe.first().receive()).isEqualTo("sent by the end that moved");
            assertThat(pipe.first().receive()).isEqualTo("sent before");
            for (int i = 0; i < 1_000; i++) {
                pipe.first().send(i);
                assertThat(pipe.first().receive()).isEqualTo(i);
            }
            pipe.first().send((Callable<Object> & Serializable) () -> "functions are accepted from the launcher");
            assertThat(pipe.first().receive()).asString().startsWith("functions are");
            pipe.first().send(QUIT);
            assertThatThrownBy(() -> pipe.first().receive())
                    .isInstanceOf(EndOfStreamException.class)
                    .hasMessageContaining("closed by process '" + child.name() + "' (pid " + child.pid() + ")");
            assertThat(child.join(Threads.LIMIT)).isTrue();
            assertThat(child.exitStatus().orElseThrow().code()).hasValue(0);
        } finally {
            pipe.close();
            System.clearProperty("procession.connection.address");
        }
    }

    @Test
    void whoSaysThatHeIsTheLauncherIsNotBelieved() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                JvmProcess child = start(MovedEndsIT::forge, pipe.second())) {
            assertThat(pipe.first().receive()).asString().contains("never accepted from another process");
            assertThat(child.join(Threads.LIMIT)).isTrue();
        }
    }

    /** In a child: an end comes that claims to come from the launcher, and to lead there. */
    @SuppressWarnings("unchecked")
    private static void forge(Connection<Object> report) throws Exception {
        try (Pipe<Object> carrier = Pipe.open();
                Pipe<Object> pipe = Pipe.open()) {
            Method leave = Connection.class.getDeclaredMethod("writeReplace");
            leave.setAccessible(true);
            Object passage = leave.invoke(pipe.second());
            for (String name : List.of("senderPid", "peerPid")) {
                Field pid = passage.getClass().getDeclaredField(name);
                pid.setAccessible(true);
                pid.setLong(
                        passage, ProcessContext.current().parent().orElseThrow().pid());
            }
            carrier.first().send(passage);
            try (Connection<Object> arrived =
                    (Connection<Object>) carrier.second().receive()) {
                pipe.first().send((Callable<Object> & Serializable) () -> "accepted");
                Object function = arrived.receive();
                report.send("accepted: " + function);
            } catch (DecodingException e) {
                report.send(e.getMessage());
            }
        }
    }

    private static Connection<Object> withMail(Pipe<Object> pipe) throws Exception {
        pipe.first().send("sent before");
        pipe.second().send("sent by the end that moved");
        return pipe.second();
    }

    @Test
    void bothEndsGoToDifferentChildrenWithDataUnderWay() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                Pipe<Object> report = Pipe.open()) {
            pipe.first().send("by the parent to the second");
            pipe.second().send("by the parent to the first");
            try (JvmProcess counting = start(end -> count(end, 2_000), pipe.first());
                    JvmProcess relaying = JvmProcess.builder()
                            .target(
                                    (Connection<Object> end, Connection<Object> out) -> pass(end, out),
                                    pipe.second(),
                                    report.second())
                            .start()) {
                assertThat(report.first().receive()).isEqualTo("by the parent to the second");
                checkNumbers(report.first(), 0, 2_000);
                assertThat(report.first().receive()).isEqualTo(List.of("by the parent to the first", "thanks"));
                assertThat(counting.join(Threads.LIMIT)).isTrue();
                assertThat(relaying.join(Threads.LIMIT)).isTrue();
            }
        }
    }

    /** Reports all that comes. */
    private static void pass(Connection<Object> end, Connection<Object> out) throws Exception {
        out.send(end.receive());
        for (int i = 0; i < 2_000; i++) {
            out.send(end.receive());
            if (i % 100 == 0) {
                out.sendBytes(end.receiveBytes());
            }
        }
        end.send("thanks");
        end.send(QUIT);
        out.send(end.receive());
    }

    @Test
    void anEndGoesToASecondChildWhileTheFirstOneSends() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                Pipe<Object> report = Pipe.open();
                JvmProcess counting = start(end -> count(end, 2_000), pipe.first())) {
            for (int i = 0; i < 500; i++) {
                assertThat(pipe.second().receive()).isEqualTo(i);
                if (i % 100 == 0) {
                    assertThat(pipe.second().poll(Threads.LIMIT)).isTrue(); // read, and not received
                    if (i < 400) {
                        assertThat(pipe.second().receiveBytes()).hasSize(300_000);
                    } else {
                        break;
                    }
                }
            }
            pipe.second().send("by the parent");
            try (JvmProcess second = JvmProcess.builder()
                    .target(MovedEndsIT::finish, pipe.second(), report.second())
                    .start()) {
                assertThat(Arrays.equals(report.first().receiveBytes(), random(300_000)))
                        .isTrue();
                checkNumbers(report.first(), 401, 2_000);
                assertThat(report.first().receive()).isEqualTo(List.of("by the parent", "by the second"));
                assertThat(second.join(Threads.LIMIT)).isTrue();
                assertThat(counting.join(Threads.LIMIT)).isTrue();
            }
        }
    }

    private static void finish(Connection<Object> end, Connection<Object> out) throws Exception {
        out.sendBytes(end.receiveBytes());
        for (int i = 401; i < 2_000; i++) {
            out.send(end.receive());
            if (i % 100 == 0) {
                out.sendBytes(end.receiveBytes());
            }
        }
        end.send("by the second");
        end.send(QUIT);
        out.send(end.receive());
    }

    @Test
    @SuppressWarnings("unchecked")
    void anEndComesBackAndLivesOnWithoutTheChild() throws Exception {
        try (Pipe<Object> carrier = Pipe.open();
                Pipe<Object> pipe = Pipe.open()) {
            pipe.first().send("for the child");
            pipe.first().send("for the parent");
            JvmProcess child = JvmProcess.builder()
                    .target(
                            (Connection<Object> out, Connection<Object> end) -> {
                                out.send(end.receive());
                                out.send(end);
                            },
                            carrier.second(),
                            pipe.second())
                    .start();
            assertThat(carrier.first().receive()).isEqualTo("for the child");
            try (child;
                    Connection<?> back = (Connection<?>) carrier.first().receive()) {
                assertThat(back.receive()).isEqualTo("for the parent");
                pipe.first().send("1");
                assertThat(back.receive()).isEqualTo("1");
                ((Connection<Object>) back).send("met");
                assertThat(pipe.first().receive()).isEqualTo("met");
                assertThat(child.join(Threads.LIMIT)).isTrue();
                pipe.first().send("2");
                assertThat(back.receive()).isEqualTo("2");
            }
        }
    }

    @Test
    void tasksOfAPoolTakeEndsAndGiveThemBack() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                        .processes(2)
                        .allowResults("dev.procession.core.connection.**")
                        .build();
                Pipe<Object> pipe = Pipe.open()) {
            var first = pool.applyAsync(end -> reversed(end), pipe.first());
            var second = pool.applyAsync(end -> end.receive() + " " + end.receive(), pipe.second());
            try (Connection<Object> back = first.get()) {
                assertThat(second.get()).isEqualTo("from the first worker from the first worker again");
                assertThat(back.toString()).contains("connection to");
            }
        }
    }

    private static Connection<Object> reversed(Connection<Object> end) throws Exception {
        end.send("from the first worker");
        end.send("from the first worker again");
        return end;
    }

    @Test
    void killingTheOneWhoReceivesALargeMessageEndsTheSend() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                JvmProcess child = start(MovedEndsIT::receiveOneOnly, pipe.second())) {
            assertThat(pipe.first().receive()).isEqualTo("begun");
            Threads.Running<Object> stuck = Threads.run(() -> {
                        pipe.first().sendBytes(new byte[50_000_000]);
                        return null;
                    })
                    .awaitBlocked();
            child.kill();
            assertThatThrownBy(stuck::get)
                    .hasCauseInstanceOf(EndOfStreamException.class)
                    .hasMessageContaining("Nothing can be sent any more")
                    .hasMessageContaining("process '" + child.name() + "' (pid " + child.pid() + ")");
            assertThat(child.join(Threads.LIMIT)).isTrue();
        }
    }

    private static void receiveOneOnly(Connection<Object> end) throws Exception {
        end.send("begun");
        new CountDownLatch(1).await();
    }

    @Test
    void killingTheOneWhoSendsALargeMessageEndsTheReceive() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                Pipe<Object> report = Pipe.open();
                JvmProcess child = JvmProcess.builder()
                        .target(MovedEndsIT::sendHalf, pipe.second(), report.second())
                        .start()) {
            assertThat(report.first().receive()).isEqualTo("in the middle");
            child.kill();
            assertThatThrownBy(() -> pipe.first().receiveBytes())
                    .isInstanceOf(EndOfStreamException.class)
                    .hasMessageContaining("process '" + child.name() + "' (pid " + child.pid() + ")")
                    .hasMessageContaining("has ended without closing it, in the middle of a message");
            assertThat(child.join(Threads.LIMIT)).isTrue();
        }
    }

    private static void sendHalf(Connection<Object> end, Connection<Object> report) throws Exception {
        byte[] large = new byte[50_000_000];
        try {
            end.sendBytes(large, 0, large.length, Duration.ofMillis(100));
        } catch (TimeoutException nobodyReads) {
            report.send("in the middle");
            new CountDownLatch(1).await();
        }
    }

    @Test
    void otherChildrenHoldNothingOpen() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                Pipe<Object> other = Pipe.open();
                JvmProcess bystander = start(MovedEndsIT::echo, other.second());
                JvmProcess owner = start(MovedEndsIT::echo, pipe.second())) {
            other.first().send(1);
            assertThat(other.first().receive()).isEqualTo(1);
            Process sleeping = new ProcessBuilder("sleep", "100").start();
            pipe.first().send(2);
            assertThat(pipe.first().receive()).isEqualTo(2);
            owner.kill();
            assertThat(pipe.first().poll(Duration.ofSeconds(10))).isTrue();
            assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EndOfStreamException.class);
            other.first().close();
            assertThat(bystander.join(Threads.LIMIT)).isTrue();
            sleeping.destroyForcibly().waitFor();
        }
    }

    @Test
    void anEndThatNobodyTookIsGone() throws Exception {
        try (Pipe<Object> pipe = Pipe.open()) {
            JvmProcess child = start(MovedEndsIT::echo, pipe.second());
            child.kill();
            assertThatThrownBy(() -> pipe.first().receive())
                    .isInstanceOf(EndOfStreamException.class)
                    .hasMessageContaining("ended before it had taken it: killed");
            child.close();
        }
        try (Pipe<Object> pipe = Pipe.open()) {
            assertThatThrownBy(() -> JvmProcess.builder()
                            .target((Connection<Object> end, Object any) -> echo(end), pipe.second(), new Object())
                            .start())
                    .isInstanceOf(EncodingException.class);
            pipe.first().send("it was not sent");
            assertThat(pipe.second().receive()).isEqualTo("it was not sent");
        }
    }

    @Test
    void theParentAcceptsNoFunctionsAndGoesOn() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                JvmProcess child = start(
                        end -> {
                            end.send((Runnable & Serializable) () -> {});
                            end.send("next");
                        },
                        pipe.second())) {
            assertThatThrownBy(() -> pipe.first().receive())
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("never accepted from another process");
            assertThat(pipe.first().receive()).isEqualTo("next");
            assertThat(child.join(Threads.LIMIT)).isTrue();
        }
    }

    @Test
    void aKilledChildLeavesNoSocketBehind() throws Exception {
        try (Pipe<Object> pipe = Pipe.open();
                JvmProcess child = start(MovedEndsIT::echo, pipe.second());
                JvmProcess keepsTheFolder = start(MovedEndsIT::echo, pipe.first())) {
            Path folder = dev.procession.core.launch.LocalLauncher.shared().folder();
            child.kill();
            assertThat(child.join(Threads.LIMIT)).isTrue();
            assertThat(keepsTheFolder.join(Threads.LIMIT)).isTrue();
            if (Files.exists(folder)) {
                try (var files = Files.list(folder)) {
                    assertThat(files.filter(file -> file.toString().endsWith(".sock")))
                            .isEmpty();
                }
            }
        }
    }
}
