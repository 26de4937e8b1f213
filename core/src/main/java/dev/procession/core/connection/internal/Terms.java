package dev.procession.core.connection.internal;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an end accepts. Travels with it.
 *
 * @param maxMessageBytes the length of the longest message, either way
 * @param allowed classes and packages that may be received, besides the JDK's values
 * @param sources names of classes whose jars and folders may be received from
 */
public record Terms(int maxMessageBytes, List<String> allowed, List<String> sources) {
    /** Copies. */
    public Terms {
        allowed = List.copyOf(allowed);
        sources = List.copyOf(sources);
    }

    /** How to decode what comes from somebody who is not trusted with everything. */
    DecodeContext context(ClassLoader loader) {
        ClassFilter.Builder filter = ClassFilter.builder().advising("ConnectionOptions.standard().allow");
        allowed.forEach(filter::allow);
        for (String source : sources) {
            Class<?> type = find(source, loader);
            if (type != null) {
                filter.allowSourceOf(type);
            }
        }
        return new DecodeContext(loader, filter.build());
    }

    private static @Nullable Class<?> find(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null; // its jar is not here, and so nothing of it can be received
        }
    }
}
