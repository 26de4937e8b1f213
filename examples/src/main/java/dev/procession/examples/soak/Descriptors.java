package dev.procession.examples.soak;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What this process has open, but for what the JDK opens by itself and keeps. */
final class Descriptors {
    /** A file that was removed or replaced since, as jars are by a build, has a word after its name. */
    private static final Pattern JDKS_OWN = Pattern.compile(
            "(.*\\.(jar|jmod|jsa|class|zip|so)|.*/lib/modules|/dev/u?random|/proc/.*|/sys/.*)" + "( \\(deleted\\))?");

    private Descriptors() {}

    /** The files, pipes and sockets, as the system names them; none where there is no /proc. */
    static List<String> open() {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                addTarget(one, open);
            }
        } catch (IOException e) {
            return List.of();
        }
        return open;
    }

    private static void addTarget(Path descriptor, List<String> open) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (!JDKS_OWN.matcher(target).matches()) {
                open.add(target);
            }
        } catch (IOException e) {
            // Closed since it was listed, as the one that lists is.
        }
    }
}
