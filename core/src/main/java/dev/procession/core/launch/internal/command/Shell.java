package dev.procession.core.launch.internal.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The shell that starts a child. Some, such as dash, drop variables of the environment whose names are no shell variable's,
 * {@code spring.profile} for instance. Bash hands them on, so it is taken for those, if there is one.
 */
final class Shell {
    private static final List<Path> PLACES = List.of(Path.of("/bin/bash"), Path.of("/usr/bin/bash"));

    private Shell() {}

    /** The command that runs a script; the script and its arguments come behind it. */
    static List<String> forNames(Collection<String> names) {
        if (!names.stream().allMatch(Shell::isPlain)) {
            for (Path bash : PLACES) {
                if (Files.isExecutable(bash)) {
                    return new ArrayList<>(List.of(bash.toString(), "--posix", "-c")); // posix: reads no start-up file
                }
            }
        }
        return new ArrayList<>(List.of("/bin/sh", "-c"));
    }

    /** Whether every shell hands on a variable of that name. */
    static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
