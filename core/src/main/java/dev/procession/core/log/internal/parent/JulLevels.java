package dev.procession.core.log.internal.parent;

import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The levels of {@code java.util.logging} that were set in this process, as severities by logger; the root's name is empty. */
final class JulLevels {
    private JulLevels() {}

    /** The levels now; none in a JVM without that module. */
    static Map<String, Integer> set() {
        Map<String, Integer> levels = new TreeMap<>();
        if (ModuleLayer.boot().findModule("java.logging").isEmpty()) {
            return levels;
        }
        LogManager manager = LogManager.getLogManager();
        Enumeration<String> names = manager.getLoggerNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            Logger logger = manager.getLogger(name);
            if (logger != null && logger.getLevel() != null) {
                levels.put(name, logger.getLevel().intValue());
            }
        }
        return levels;
    }
}
