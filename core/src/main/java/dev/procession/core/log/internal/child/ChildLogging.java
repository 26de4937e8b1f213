package dev.procession.core.log.internal.child;

import dev.procession.core.log.internal.LogLevels;
import dev.procession.core.log.internal.LogProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.logging.LogManager;

/**
 * The log manager of {@code java.util.logging} in a child: made by name, by the system property {@code
 * java.util.logging.manager}, when something is first to be logged. Its levels are the parent's, its one handler sends all.
 *
 * <p>The property for a configuration, {@code java.util.logging.config.class}, would do as well, but a JDK that sees it logs by
 * {@code java.util.logging} itself from the start: 71 more classes for each child that is sent a lambda.
 */
public final class ChildLogging extends LogManager {
    private static final String LEVEL = ".level";

    /** A name: the class is loaded when something is to be sent. */
    private static final String HANDLER = "dev.procession.core.log.internal.child.RelayHandler";

    /** For {@code java.util.logging}. */
    public ChildLogging() {}

    /** The configuration at the beginning, and when a program asks for that again. */
    @Override
    public void readConfiguration() throws IOException {
        readConfiguration(configuration());
    }

    /** Written by hand: {@link Properties#store} would load the whole formatting of dates, for a comment. */
    private static InputStream configuration() {
        StringBuilder text = new StringBuilder();
        Properties inherited = inherited();
        for (String name : inherited.stringPropertyNames()) {
            if (name.endsWith(LEVEL)) {
                append(name, inherited.getProperty(name), text);
            }
        }
        LogLevels levels = LogLevels.parse(System.getProperty(LogProperties.JUL_LEVELS, ""));
        for (Map.Entry<String, Integer> level : levels.named().entrySet()) {
            append(level.getKey().concat(LEVEL), level.getValue().toString(), text);
        }
        append(LEVEL, Integer.toString(levels.root()), text);
        append("handlers", HANDLER, text);
        return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void append(String name, String value, StringBuilder text) {
        escape(name, text);
        text.append('=');
        escape(value, text);
        text.append('\n');
    }

    /** As a file of properties has it. */
    private static void escape(String part, StringBuilder text) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (letter || (c >= '-' && c <= '9') || c == '$' || c == '_') {
                text.append(c);
            } else {
                String hex = Integer.toHexString(c);
                text.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
            }
        }
    }

    /** The parent's configuration file names levels of loggers that the parent itself may not have made yet. */
    private static Properties inherited() {
        Properties inherited = new Properties();
        String file = System.getProperty("java.util.logging.config.file");
        if (file != null) {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                inherited.load(in);
            } catch (IOException | IllegalArgumentException e) {
                inherited.clear(); // the parent has complained of it
            }
        }
        return inherited;
    }
}
