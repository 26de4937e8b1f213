package dev.procession.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents say is so: names exist, links lead somewhere, programs compile and run. */
class DocumentsTest {
    static final Path TOP = top();
    private static final Pattern METHOD = Pattern.compile("\\b([A-Z][A-Za-z]+)#([a-z][A-Za-z]*)\\b");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    private static final List<String> SOURCES = List.of(
            "core/src/main",
            "pool/src/main",
            "transport-pipe/src/main",
            "transport-socket/src/main",
            "testkit/src/main",
            "examples/src/main",
            "integration-tests/src/test");

    private static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.list(TOP), Files.walk(TOP.resolve("docs")))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    private static List<Path> sources(String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : SOURCES) {
            try (Stream<Path> files = Files.walk(TOP.resolve(folder))) {
                files.filter(file -> file.getFileName().toString().equals(name + ".java"))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void everyMethodThatADocumentNamesExists() throws IOException {
        TreeSet<String> gone = new TreeSet<>();
        for (Path document : documents()) {
            Matcher names = METHOD.matcher(Files.readString(document));
            while (names.find()) {
                if (!exists(names.group(1), names.group(2))) {
                    gone.add(document.getFileName() + ": " + names.group());
                }
            }
        }
        assertThat(gone).isEmpty();
    }

    private static boolean exists(String type, String method) throws IOException {
        for (Path source : sources(type)) {
            if (Pattern.compile("\\b" + method + "\\(")
                    .matcher(Files.readString(source))
                    .find()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        TreeSet<String> broken = new TreeSet<>();
        for (Path document : documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                if (!Files.exists(document.resolveSibling(links.group(1)))) {
                    broken.add(document.getFileName() + ": " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyProgramInADocumentCompilesAndRuns(@TempDir Path folder) throws Exception {
        int programs = 0;
        for (Path document : documents()) {
            Matcher blocks = PROGRAM.matcher(Files.readString(document));
            while (blocks.find()) {
                Matcher name = CLASS.matcher(blocks.group(1));
                if (name.find()) {
                    run(folder, name.group(1), blocks.group(1));
                    programs++;
                }
            }
        }
        assertThat(programs).isPositive();
    }

    private static void run(Path folder, String name, String text) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", JavaProgram.classPath(), "-d", folder.toString(), source.toString());
        assertThat(compiled).as(name).isZero();
        String classPath = JavaProgram.classPath() + java.io.File.pathSeparator + folder;
        JavaProgram program = JavaProgram.run(JavaProgram.command(List.of(), classPath, name), Duration.ofSeconds(60));
        assertThat(program.exitCode()).as(program.output()).isZero();
        Matcher promised = Pattern.compile("println.*// (.+)").matcher(text);
        while (promised.find()) {
            assertThat(program.output()).contains(promised.group(1).strip());
        }
    }
}
