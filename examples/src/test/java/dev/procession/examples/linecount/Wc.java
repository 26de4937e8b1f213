package dev.procession.examples.linecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tool to compare with. Names may be any bytes, so they travel as ISO 8859-1, one char a byte. */
final class Wc {
    private Wc() {}

    /** What {@code wc -l} prints on standard output for these names, whatever it says of those that it cannot read. */
    static String lines(Path scratch, List<String> names) throws IOException, InterruptedException {
        Path list = Files.createTempFile(scratch, "names", null);
        Files.write(list, String.join("\0", names).getBytes(StandardCharsets.ISO_8859_1));
        return run("wc -l --files0-from=\"$0\" 2> /dev/null", list.toString());
    }

    /** The regular files below a folder, in the order of their bytes. */
    static List<String> files(String folder) throws IOException, InterruptedException {
        String found = run("find \"$0\" -type f -print0 | sort -z", folder);
        return found.isEmpty() ? List.of() : List.of(found.split("\0"));
    }

    private static String run(String script, String argument) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script, argument);
        builder.environment().put("LC_ALL", script.startsWith("wc") ? "C.UTF-8" : "C");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).isLessThan(2);
        return output;
    }
}
