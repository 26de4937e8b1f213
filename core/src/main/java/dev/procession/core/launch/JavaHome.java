package dev.procession.core.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which Java a folder holds, told without running it. */
public final class JavaHome {
    private static final Pattern FEATURE = Pattern.compile("\"?(?:1\\.)?(\\d+).*");

    private JavaHome() {}

    /**
     * The feature version of a Java.
     *
     * @param home the folder of a JDK or JRE; null for the Java of this process
     * @return what its {@code release} file says; the version of this process if it does not say
     */
    public static int featureVersion(@Nullable Path home) {
        int own = Runtime.version().feature();
        if (home == null) {
            return own;
        }
        Properties release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(file);
        } catch (IOException | IllegalArgumentException e) {
            return own;
        }
        Matcher version = FEATURE.matcher(release.getProperty("JAVA_VERSION", ""));
        return version.matches() ? Integer.parseInt(version.group(1)) : own;
    }
}
