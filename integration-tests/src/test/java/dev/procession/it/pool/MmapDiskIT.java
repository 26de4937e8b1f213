package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.core.error.ProcessionException;
import dev.procession.it.JavaProgram;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskResults;
import dev.procession.transport.mmap.MmapTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mapped queues and the disk: what they take, and what happens where it has no room. */
class MmapDiskIT {
    private static final int MEBIBYTE = 1 << 20;
    /** In each direction; {@code -Dprocession.test.mebibytes=1000} for a full drill. */
    private static final int TASKS = Integer.getInteger("procession.test.mebibytes", 60);

    /** Fits into a document, and so goes through the queues. */
    private static final int PIECE = 32 << 10;

    private static final long QUOTA = 60 * MEBIBYTE;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long BETWEEN_TWO_LOOKS = TimeUnit.MILLISECONDS.toNanos(2);

    @TempDir
    Path folder;

    /** Says what its pool meets, on a disk of its own. */
    static final class OnAFullDisk {
        private OnAFullDisk() {}

        public static void main(String[] args) throws Exception {
            int bytes = Integer.parseInt(args[0]);
            try (ProcessPool pool = ProcessPool.builder()
                    .processes(1)
                    .transport("mmap")
                    .output(line -> System.out.println("worker: " + line.text()))
                    .build()) {
                pool.apply((Integer i) -> i, 1);
                fill(Path.of(args[1]), Long.parseLong(args[2]));
                List<byte[]> back = pool.with(TaskOptions.defaults().withChunkSize(1))
                        .map((byte[] given) -> given, Collections.nCopies(bytes / PIECE, new byte[PIECE]));
                System.out.println("came back: " + back.size() * PIECE);
            } catch (ExecutionException | ProcessionException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    /** Leaves so much room. */
    private static void fill(Path folder, long left) throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("filler"))) {
            while (folder.toFile().getUsableSpace() > left) {
                file.write(new byte[MEBIBYTE / 4]);
            }
        }
    }

    /** Keeps the quota, in a JVM of its own, whose properties say where and how much. */
    static final class ManyMebibytes {
        private ManyMebibytes() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            AtomicBoolean over = new AtomicBoolean();
            long[] most = {0};
            Thread watch = new Thread(() -> {
                while (!over.get()) {
                    most[0] = Math.max(most[0], bytesIn(folder));
                    LockSupport.parkNanos(BETWEEN_TWO_LOOKS);
                }
            });
            watch.start();
            try (ProcessPool pool =
                    ProcessPool.builder().processes(2).transport("mmap").build()) {
                TaskResults<byte[]> results = pool.with(TaskOptions.defaults().withChunkSize(1))
                        .imap(
                                (Integer i) -> filled(i),
                                IntStream.range(0, Integer.parseInt(args[1]))
                                        .boxed()
                                        .toList());
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    byte[] back = results.next(LIMIT);
                    if (back.length != MEBIBYTE || back[0] != (byte) i || back[MEBIBYTE - 1] != (byte) i) {
                        throw new AssertionError("item " + i + " is wrong");
                    }
                }
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    byte[] given = filled(i);
                    if (pool.apply((byte[] bytes) -> bytes.length, given) != MEBIBYTE) {
                        throw new AssertionError("item " + i + " is wrong");
                    }
                }
            } finally {
                over.set(true);
                watch.join();
            }
            System.out.println("most: " + most[0]);
        }

        private static byte[] filled(int i) {
            byte[] bytes = new byte[MEBIBYTE];
            java.util.Arrays.fill(bytes, (byte) i);
            return bytes;
        }

        private static long bytesIn(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.mapToLong(ManyMebibytes::size).sum();
            } catch (UncheckedIOException | IOException removedMeanwhile) {
                return 0;
            }
        }

        private static long size(Path file) {
            try {
                return Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (IOException gone) {
                return 0;
            }
        }
    }

    @Test
    void thousandsOfMebibytesNeverTakeMoreThanTheQuota() throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of("-Dprocession.mmap.folder=" + folder, "-Dprocession.mmap.quota=" + QUOTA),
                        JavaProgram.classPath(),
                        ManyMebibytes.class.getName(),
                        folder.toString(),
                        Integer.toString(TASKS)),
                LIMIT);
        assertThat(program.exitCode()).as(program.output()).isZero();
        long most = program.output()
                .lines()
                .filter(line -> line.startsWith("most: "))
                .mapToLong(line -> Long.parseLong(line.substring("most: ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(most).isBetween(8L * MEBIBYTE, QUOTA);
        assertThat(folder).isEmptyDirectory();
    }

    /** Ends its JVM without closing its pool. */
    static final class InAHurry {
        private InAHurry() {}

        public static void main(String[] args) throws Exception {
            ProcessPool pool =
                    ProcessPool.builder().processes(2).transport("mmap").build();
            pool.map((byte[] bytes) -> bytes.length, List.of(new byte[MEBIBYTE], new byte[MEBIBYTE]));
            System.exit(0);
        }
    }

    @Test
    void aJvmThatEndsWithoutClosingItsPoolLeavesNothing() throws Exception {
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of("-Dprocession.mmap.folder=" + folder),
                        JavaProgram.classPath(),
                        InAHurry.class.getName()),
                LIMIT);
        assertThat(program.exitCode()).as(program.output()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    /** Has two workers wanted, and says how many there are. */
    static final class TwoWanted {
        private TwoWanted() {}

        public static void main(String[] args) throws Exception {
            try (ProcessPool pool =
                    ProcessPool.builder().processes(2).transport("mmap").build()) {
                System.out.println("sum: "
                        + pool.map((Integer i) -> i, List.of(1, 2, 3)).stream()
                                .mapToInt(Integer::intValue)
                                .sum());
            }
        }
    }

    @Test
    void aQuotaForOneOfTwoWorkersLeavesAPoolOfOneAndAWarning() throws Exception {
        // Neither of these is what something killed has left.
        Files.createDirectory(folder.resolve("procession-mmap-1-99999999999999999999-1-1"));
        Files.createDirectory(folder.resolve("procession-mmap-of-somebody"));
        JavaProgram program = JavaProgram.run(
                JavaProgram.command(
                        List.of("-Dprocession.mmap.folder=" + folder, "-Dprocession.mmap.quota=27000000"),
                        JavaProgram.classPath(),
                        TwoWanted.class.getName()),
                LIMIT);
        assertThat(program.exitCode()).as(program.output()).isZero();
        assertThat(program.output()).contains("sum: 6").contains("the quota of 27000000 bytes on disk is reached");
        assertThat(folder).isDirectoryNotContaining(left -> Files.exists(left.resolve("control")));
    }

    /** Runs the program on a file system of a few MiB, in a mount namespace of its own. */
    private String onADiskOf(int mebibytes, int leftMebibytes) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + mebibytes + "m,mode=700 none \"$0\" && exec \"$@\"",
                folder.toString()));
        command.addAll(JavaProgram.command(
                List.of("-Dprocession.mmap.folder=" + folder),
                JavaProgram.classPath(),
                OnAFullDisk.class.getName(),
                Integer.toString(10 * MEBIBYTE),
                folder.toString(),
                Integer.toString(leftMebibytes * MEBIBYTE)));
        return JavaProgram.run(command, LIMIT).output();
    }

    private static void assumeNamespaces() throws Exception {
        Process unshare = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "true")
                .redirectErrorStream(true)
                .start();
        assumeTrue(unshare.waitFor(10, TimeUnit.SECONDS) && unshare.exitValue() == 0, "no namespaces here");
    }

    @Test
    void aDiskWithoutRoomForTheFirstQueueIsNamedWithItsSpace() throws Exception {
        assumeNamespaces();
        assertThat(onADiskOf(16, 16))
                .contains("refused: ")
                .contains("bytes are free on the file system of " + folder)
                .contains(MmapTransport.FOLDER_PROPERTY);
    }

    @Test
    void aDiskThatFillsUpFailsTheTaskAndNotTheJvm() throws Exception {
        assumeNamespaces();
        assertThat(onADiskOf(40, 1))
                .contains("refused: ")
                .contains("bytes are free on the file system of ")
                .contains(MmapTransport.FOLDER_PROPERTY);
        assertThat(onADiskOf(60, 40)).contains("came back: " + 10 * MEBIBYTE);
    }
}
