package dev.procession.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.ExitStatus;
import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.error.LaunchException;
import dev.procession.testkit.LeakGuard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a child reads from its standard input, and that this cannot touch what else goes between the two. */
@ExtendWith(LeakGuard.class)
class ProcessInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Lines printed = new Lines();

    private JvmProcessBuilder process() {
        return JvmProcess.builder().output(printed);
    }

    private static void digest() throws IOException {
        byte[] all = System.in.readAllBytes();
        System.out.println(all.length + " " + Arrays.hashCode(all));
    }

    private static byte[] large() {
        byte[] bytes = new byte[3 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 >> 3);
        }
        return bytes;
    }

    private String digested(JvmProcessBuilder builder) throws InterruptedException {
        try (JvmProcess process = builder.target(ProcessInputIT::digest).start()) {
            assertThat(process.join(LIMIT)).isTrue();
            assertThat(process.exitStatus()).hasValue(ExitStatus.of(0));
        }
        return printed.next();
    }

    @Test
    void withoutAnInputTheFirstReadMeetsTheEnd() throws Exception {
        assertThat(digested(process())).isEqualTo("0 1");
    }

    @Test
    void bytesStreamsAndFilesArriveWhole(@TempDir Path folder) throws Exception {
        byte[] bytes = large();
        String expected = bytes.length + " " + Arrays.hashCode(bytes);
        Path file = Files.write(folder.resolve("an input"), bytes);

        assertThat(digested(process().input(bytes))).isEqualTo(expected);
        assertThat(digested(process().input(new ByteArrayInputStream(bytes)))).isEqualTo(expected);
        assertThat(digested(process().input(file).directory(folder))).isEqualTo(expected);
    }

    @Test
    void eachWriteIsThereAtOnceAndASubprocessCanReadIt() throws Exception {
        try (JvmProcess process =
                process().pipedInput().target(ProcessInputIT::echoAndCat).start()) {
            OutputStream input = process.input();
            assertThat(process.input()).isSameAs(input);
            input.write("first\n".getBytes(StandardCharsets.UTF_8));
            assertThat(printed.next()).isEqualTo("first");
            input.write("second\nthird".getBytes(StandardCharsets.UTF_8));
            input.close();
            assertThat(process.join(LIMIT)).isTrue();
            assertThat(printed.all()).containsExactly("second", "third");
            assertThatThrownBy(() -> input.write(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed");
        }
    }

    private static void echoAndCat() throws Exception {
        StringBuilder line = new StringBuilder();
        for (int c = System.in.read(new byte[0]); c != '\n'; c = readUnbuffered()) {
            if (c > 0) {
                line.append((char) c);
            }
        }
        System.out.println(line);
        new ProcessBuilder("cat").inheritIO().start().waitFor();
    }

    /** Beside System.in, whose buffer would keep what is meant for the subprocess. */
    private static int readUnbuffered() throws IOException {
        return new java.io.FileInputStream(java.io.FileDescriptor.in).read();
    }

    @Test
    void aWriteThatNobodyReadsEndsWithTheChild() throws Exception {
        try (JvmProcess process = process()
                .pipedInput()
                .target(() -> {
                    System.out.println("here");
                    new CountDownLatch(1).await();
                })
                .start()) {
            assertThat(printed.next()).isEqualTo("here");
            Thread killer = new Thread(process::kill);
            killer.start();
            assertThatThrownBy(() -> {
                        while (true) {
                            process.input().write(new byte[1 << 16]);
                        }
                    })
                    .isInstanceOf(IOException.class);
            killer.join();
            assertThat(process.join(LIMIT)).isTrue();
        }
    }

    @Test
    void aSourceThatOutlivesItsChildHoldsNobodyUp() throws Exception {
        PipedOutputStream never = new PipedOutputStream();
        try (PipedInputStream source = new PipedInputStream(never);
                JvmProcess process = process()
                        .input(source)
                        .target(() -> System.out.println("done"))
                        .start()) {
            assertThat(process.join(LIMIT)).isTrue();
            assertThat(process.exitStatus()).hasValue(ExitStatus.of(0));
        }
    }

    @Test
    void aSourceThatFailsIsTheEndOfTheInput() throws Exception {
        assertThat(digested(process().input(new InputStream() {
                    private int left = 3;

                    @Override
                    public int read() throws IOException {
                        if (left-- <= 0) {
                            throw new IOException("on purpose");
                        }
                        return 'x';
                    }
                })))
                .startsWith("3 ");
    }

    @Test
    void misuseIsNamed(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing");
        try (JvmProcess process = process().input(missing).target(() -> {}).build()) {
            assertThatThrownBy(process::start)
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining(missing.toString());
        }
        try (JvmProcess process = process().input(new byte[1]).target(() -> {}).start()) {
            assertThatThrownBy(process::input)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pipedInput()");
            assertThat(process.join(LIMIT)).isTrue();
        }
    }
}
