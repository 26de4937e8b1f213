package dev.procession.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that stand in documents do what the documents say. */
class DocumentProgramsIT {
    private static final Pattern PROGRAM = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public class (\\w+)");

    /** What a page has its programs register. */
    private static final Pattern SERVICE =
            Pattern.compile("In `META-INF/services/([\\w.]+)`:\\n\\n```\\n(.*?)```", Pattern.DOTALL);

    /** Their texts, by their names. */
    private static final Map<String, String> PROGRAMS = new TreeMap<>();

    /** Where stands what their page has them register. */
    private static final Map<String, Path> REGISTERED = new TreeMap<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void compileAll() throws IOException {
        for (Path document : DocumentsTest.documents()) {
            Path services = register(document);
            Matcher blocks = PROGRAM.matcher(Files.readString(document));
            while (blocks.find()) {
                Matcher name = CLASS.matcher(blocks.group(1));
                if (name.find()) {
                    assertThat(PROGRAMS.put(name.group(1), blocks.group(1)))
                            .as("a second program named %s, in %s", name.group(1), document)
                            .isNull();
                    REGISTERED.put(name.group(1), services);
                }
            }
        }
        compile();
    }

    private static Path register(Path document) throws IOException {
        Path top = folder.resolve("of-" + document.getFileName());
        Path services = Files.createDirectories(top.resolve("META-INF").resolve("services"));
        Matcher registered = SERVICE.matcher(Files.readString(document));
        while (registered.find()) {
            Files.writeString(services.resolve(registered.group(1)), registered.group(2));
        }
        return top;
    }

    /** All at once: the compiler's start is most of what it costs. */
    private static void compile() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-cp", JavaProgram.classPath(), "-d", folder.toString()));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            Path source = folder.resolve(program.getKey() + ".java");
            arguments.add(Files.writeString(source, program.getValue()).toString());
        }
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        assertThat(compiled).as(() -> errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    static Set<String> names() {
        return PROGRAMS.keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyProgramInADocumentRunsAndPrintsWhatItPromises(String name) throws Exception {
        String classPath = String.join(
                File.pathSeparator,
                JavaProgram.classPath(),
                folder.toString(),
                REGISTERED.get(name).toString());
        JavaProgram program = JavaProgram.run(JavaProgram.command(List.of(), classPath, name), Duration.ofSeconds(60));
        assertThat(program.exitCode()).as(program.output()).isZero();
        Matcher promised = Pattern.compile("println.*// (.+)").matcher(PROGRAMS.get(name));
        while (promised.find()) {
            assertThat(program.output()).as(name).contains(promised.group(1).strip());
        }
    }
}
