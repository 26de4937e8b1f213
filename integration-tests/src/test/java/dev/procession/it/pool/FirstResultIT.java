package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.JvmProcess;
import dev.procession.it.JavaProgram;
import dev.procession.pool.PoolBuilder;
import dev.procession.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a child does not do before its first result: open jars in which there is nothing for it. They stand at the end of its
 * class path, and a jar that its class loader has opened stays open.
 */
@EnabledOnOs(OS.LINUX)
class FirstResultIT {
    private static final String UNNEEDED = "unneeded-";
    private static final int JARS = 12;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static List<Path> classPath;

    @BeforeAll
    static void makeJars() throws IOException {
        classPath = new ArrayList<>();
        for (String entry : JavaProgram.classPath().split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                classPath.add(Path.of(entry));
            }
        }
        for (int i = 0; i < JARS; i++) {
            Path jar = folder.resolve(UNNEEDED + i + ".jar");
            new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
            classPath.add(jar);
        }
    }

    /** Over a pipe: the libraries of the other transports look for loggers and native code of their own. */
    private static PoolBuilder pool() {
        return ProcessPool.builder().processes(1).transport("pipe").classPath(classPath);
    }

    /** Which of them this process has open. */
    private static List<String> opened() throws IOException {
        List<String> opened = new ArrayList<>();
        File descriptors = new File("/proc/self/fd");
        for (String descriptor : descriptors.list()) {
            String name = new File(new File(descriptors, descriptor).getCanonicalPath()).getName();
            if (name.startsWith(UNNEEDED)) {
                opened.add(name);
            }
        }
        return opened;
    }

    @Test
    void aWorkerOpensNoJarThatItDoesNotNeed() throws Exception {
        int one = Integer.parseInt("1");
        String text = "text".repeat(one);
        List<Integer> numbers = new ArrayList<>(List.of(1, 2));
        try (ProcessPool pool = pool().initializer(() -> System.setProperty("initialised", text))
                .build()) {
            Integer first = pool.apply(Math::abs, -1);
            assertThat(first).isEqualTo(1);
            assertThat(pool.<Integer, Integer>apply(x -> x + one, 1)).isEqualTo(2);
            assertThat(pool.<Integer, Boolean>apply(numbers::contains, 2)).isTrue();
            assertThat(pool.map(Integer::toBinaryString, List.of(1, 2, 3))).containsExactly("1", "10", "11");
            assertThat(pool.<List<String>>apply(FirstResultIT::opened)).isEmpty();
            assertThat(pool.<String>apply(() -> System.getProperty("initialised")))
                    .isEqualTo(text);
        }
    }

    @Test
    void anObjectThatTravelsByJavaSerializationHasThemOpened() throws Exception {
        try (ProcessPool pool = pool().build()) {
            assertThat(pool.<Date, Long>apply(Date::getTime, new Date(5))).isEqualTo(5);
            assertThat(pool.<List<String>>apply(FirstResultIT::opened))
                    .as("else this test sees nothing")
                    .hasSize(JARS);
        }
    }

    @Test
    void aProcessOpensNoJarThatItDoesNotNeed() throws Exception {
        List<String> printed = new CopyOnWriteArrayList<>();
        String text = "opened ".strip();
        try (JvmProcess process = JvmProcess.builder()
                .classPath(classPath)
                .output(line -> printed.add(line.text()))
                .target((String prefix) -> System.out.println(text + prefix + opened()), ": ")
                .start()) {
            assertThat(process.join(LIMIT)).isTrue();
        }
        assertThat(printed).containsExactly("opened: []");
    }
}
