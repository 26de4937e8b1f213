package dev.procession.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.it.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide for transports and the example that it explains are the same, and each step compiles with those before it. */
class WritingATransportTest {
    private static final Path GUIDE = DocumentsTest.TOP.resolve("docs/writing-a-transport.md");
    private static final Path EXAMPLE = DocumentsTest.TOP.resolve("examples/transport-nio");

    /** What the example has beyond the guide: its description, and what we hold it to. */
    private static final List<String> NOT_IN_THE_GUIDE = List.of("package-info.java", "PublicApiTest.java");

    private static final Pattern HEAD = Pattern.compile("(?:(?:package|import) [^;]+;\\s*)+");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record) (\\w+)");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(procession-[a-z-]+)</artifactId>");

    private static Stream<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE))
                .results()
                .map(found -> found.group(1).strip());
    }

    /** The example's files by name. */
    private static Map<String, Path> files() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(EXAMPLE.resolve("src"))) {
            all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            !NOT_IN_THE_GUIDE.contains(file.getFileName().toString()))
                    .forEach(file -> files.put(file.getFileName().toString(), file));
        }
        return files;
    }

    /** The guide's blocks by the name of their file, in the guide's order. */
    private static Map<String, String> steps() throws IOException {
        Map<String, String> steps = new LinkedHashMap<>();
        for (String block : blocks("java").toList()) {
            Matcher type = TYPE.matcher(block);
            assertThat(type.find()).as(block).isTrue();
            assertThat(steps.put(type.group(1) + ".java", block))
                    .as(type.group())
                    .isNull();
        }
        return steps;
    }

    @Test
    void everyBlockIsAFileOfTheExampleAndEveryFileABlock() throws IOException {
        Map<String, String> steps = steps();
        Map<String, Path> files = files();
        assertThat(steps).containsOnlyKeys(files.keySet());
        for (Map.Entry<String, Path> file : files.entrySet()) {
            String text = HEAD.matcher(Files.readString(file.getValue())).replaceFirst("");
            assertThat(steps.get(file.getKey())).as(file.getKey()).isEqualTo(text.strip());
        }
    }

    @Test
    void everyStepCompilesWithThoseBeforeIt(@TempDir Path classes) throws IOException {
        String classPath = classes + File.pathSeparator + JavaProgram.classPath();
        Map<String, Path> files = files();
        for (String step : steps().keySet()) {
            int compiled = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "-proc:none",
                            "-implicit:none",
                            "-sourcepath",
                            classes.toString(),
                            "-cp",
                            classPath,
                            "-d",
                            classes.toString(),
                            files.get(step).toString());
            assertThat(compiled).as(step).isZero();
        }
    }

    @Test
    void theServiceFileIsTheOneOfTheGuide() throws IOException {
        Path services = EXAMPLE.resolve("src/main/resources/META-INF/services");
        try (Stream<Path> all = Files.list(services)) {
            Path file = all.findFirst().orElseThrow();
            assertThat(Files.readString(GUIDE))
                    .contains("META-INF/services/" + file.getFileName() + "`")
                    .contains("```\n" + Files.readString(file).strip() + "\n```");
        }
    }

    @Test
    void theProjectNeedsWhatTheExampleNeeds() throws IOException {
        String project = blocks("xml").findFirst().orElseThrow();
        String dependencies = project.substring(project.indexOf("</dependencyManagement>"));
        String own = Files.readString(EXAMPLE.resolve("pom.xml"));
        assertThat(artifacts(dependencies))
                .containsExactlyElementsOf(artifacts(own.substring(own.indexOf("<dependencies>"))));
        String ours = Files.readString(DocumentsTest.TOP.resolve("pom.xml"));
        Matcher versions =
                Pattern.compile("<version>([\\d.]+(?:-SNAPSHOT)?)</version>").matcher(project);
        while (versions.find()) {
            assertThat(versions.group(1)).matches(version -> version.equals("1") || ours.contains(">" + version + "<"));
        }
    }

    private static List<String> artifacts(String pom) {
        return ARTIFACT.matcher(pom).results().map(found -> found.group(1)).toList();
    }
}
