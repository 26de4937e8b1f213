package dev.procession.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the documents say is so: names exist, links lead somewhere. */
class DocumentsTest {
    static final Path TOP = top();
    private static final Pattern METHOD = Pattern.compile("\\b([A-Z][A-Za-z]+)#([a-z][A-Za-z]*)\\b");
    private static final Pattern MEMBER =
            Pattern.compile("\\b([A-Z][A-Za-z]+)\\.(?!java\\b|class\\b|md\\b|main\\b)([a-zA-Z][A-Za-z_]*)\\b");
    private static final Pattern OF_A_TEST = Pattern.compile("`([A-Z]\\w*(?:IT|Test))(?:[.#](\\w+))?`");
    private static final Pattern DECLARED = Pattern.compile(
            "^ {4,8}(?:public |static |default |void |boolean |int |long |[A-Z<])[^=;()]*?\\b([a-z]\\w*)\\(",
            Pattern.MULTILINE);
    private static final Pattern CALL = Pattern.compile("(?<!new )\\b(\\w+)\\(");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

    private static final List<String> MODULES = List.of(
            "core",
            "pool",
            "transport-pipe",
            "transport-socket",
            "transport-mmap",
            "transport-ring",
            "codec-fory",
            "testkit",
            "examples",
            "integration-tests");

    private static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.list(TOP), Files.walk(TOP.resolve("docs")))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    /** The text of every class, by its name; where several have one name, all of them. */
    private static final Map<String, String> TEXTS = new HashMap<>();

    /** The names of the methods that are public, or an interface's. */
    private static final Set<String> METHODS = new HashSet<>();

    @BeforeAll
    static void read() throws IOException {
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(any -> any.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    String text = Files.readString(file);
                    TEXTS.merge(name, text, String::concat);
                    if (file.toString().contains("/src/main/")) {
                        DECLARED.matcher(text).results().forEach(method -> METHODS.add(method.group(1)));
                    }
                }
            }
        }
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

    private static boolean exists(String type, String method) {
        return says(type, "\\b" + method + "\\(");
    }

    private static boolean says(String type, String pattern) {
        return Pattern.compile(pattern).matcher(TEXTS.getOrDefault(type, "")).find();
    }

    /** {@code Class.member}, where the class is one of ours; the changelog may name what is gone. */
    @Test
    void everyMemberThatADocumentNamesExists() throws IOException {
        Set<String> seen = new HashSet<>();
        TreeSet<String> gone = new TreeSet<>();
        for (Path document : documents()) {
            Matcher names = MEMBER.matcher(document.endsWith("CHANGELOG.md") ? "" : Files.readString(document));
            while (names.find()) {
                if (seen.add(names.group())
                        && TEXTS.containsKey(names.group(1))
                        && !says(names.group(1), "\\b" + names.group(2) + "\\b")) {
                    gone.add(document.getFileName() + ": " + names.group());
                }
            }
        }
        assertThat(gone).isEmpty();
    }

    @Test
    void everyTestInTheTableOfConformanceExists() throws IOException {
        TreeSet<String> gone = new TreeSet<>();
        int tests = 0;
        Matcher names = OF_A_TEST.matcher(Files.readString(TOP.resolve("docs/conformance.md")));
        while (names.find()) {
            tests++;
            String method = names.group(2);
            if (!TEXTS.containsKey(names.group(1))
                    || (method != null && !says(names.group(1), "\\b\\S+ " + method + "\\("))) {
                gone.add(names.group());
            }
        }
        assertThat(gone).isEmpty();
        assertThat(tests).isPositive();
    }

    /** In the table of names: what stands to the right is ours, or the JDK's. */
    @Test
    void everyCallThatPythonsUsersAreSentToExists() throws IOException {
        Set<String> known = Stream.of(
                        CompletableFuture.class, ExecutorService.class, Iterator.class, Runtime.class, System.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());
        known.addAll(METHODS);
        TreeSet<String> unknown = new TreeSet<>();
        int calls = 0;
        for (String line : Files.readAllLines(TOP.resolve("docs/coming-from-python.md"))) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            if (cells.length == 4) {
                Matcher call = CALL.matcher(cells[2]);
                while (call.find()) {
                    calls++;
                    if (!known.contains(call.group(1))) {
                        unknown.add(call.group(1) + " in" + cells[2]);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(calls).isPositive();
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
}
