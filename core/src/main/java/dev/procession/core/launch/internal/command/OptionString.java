package dev.procession.core.launch.internal.command;

import java.util.ArrayList;
import java.util.List;

/** Splits the value of a variable such as {@code JAVA_TOOL_OPTIONS} as the JVM does: at white space, outside quotes. */
final class OptionString {
    private OptionString() {}

    static List<String> split(String value) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        boolean inside = false;
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (inside) {
                    options.add(option.toString());
                    option.setLength(0);
                }
                inside = false;
                continue;
            }
            inside = true;
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                option.append(c);
            }
        }
        if (inside) {
            options.add(option.toString());
        }
        return options;
    }
}
