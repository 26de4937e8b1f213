package dev.procession.core.connection.internal;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.codec.DecodeContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an end accepts. Travels with it.
 *
 * @param maxMessageBytes the length of the longest message, either way
 * @param accepted what may be received, besides the JDK's values: only what each of these has
 */
public record Terms(int maxMessageBytes, List<Accepted> accepted) {
    /**
     * Classes beyond the JDK's values.
     *
     * @param names of classes and packages
     * @param sources names of classes whose jars and folders count
     */
    public record Accepted(List<String> names, List<String> sources) {
        /** Copies. */
        public Accepted {
            names = List.copyOf(names);
            sources = List.copyOf(sources);
        }

        private ClassFilter.Builder filter(ClassLoader loader) {
            ClassFilter.Builder filter = ClassFilter.builder().advising("ConnectionOptions.standard().allow");
            names.forEach(filter::allow);
            for (String source : sources) {
                Class<?> type = find(source, loader);
                if (type != null) {
                    filter.allowSourceOf(type);
                }
            }
            return filter;
        }

        private static @Nullable Class<?> find(String name, ClassLoader loader) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                return null; // its jar is not here, and so nothing of it can be received
            }
        }
    }

    /** Copies. */
    public Terms {
        accepted = List.copyOf(accepted);
        if (accepted.isEmpty()) {
            throw new IllegalArgumentException("terms that say nothing would accept everything");
        }
    }

    /**
     * Terms of one's own.
     *
     * @param maxMessageBytes the length of the longest message, either way
     * @param names classes and packages that may be received, besides the JDK's values
     * @param sources names of classes whose jars and folders may be received from
     */
    public Terms(int maxMessageBytes, List<String> names, List<String> sources) {
        this(maxMessageBytes, List.of(new Accepted(names, sources)));
    }

    /**
     * Terms that accept nothing beyond these, nor beyond what a filter accepts now.
     *
     * @param bound the filter
     * @param mostMessageBytes the longest message that may be accepted
     * @return the narrower terms
     */
    public Terms within(ClassFilter bound, int mostMessageBytes) {
        Accepted further = new Accepted(bound.allowedNames(), bound.allowedSources());
        List<Accepted> all = new ArrayList<>(accepted);
        if (!all.contains(further)) {
            all.add(further);
        }
        return new Terms(Math.min(maxMessageBytes, mostMessageBytes), all);
    }

    /**
     * How to decode what comes from somebody who is not trusted with everything.
     *
     * @param loader what finds classes
     * @param bound what else has to accept a class
     * @throws IllegalArgumentException if a name is none
     */
    DecodeContext context(ClassLoader loader, @Nullable ClassFilter bound) {
        ClassFilter.Builder filter = accepted.get(0).filter(loader);
        for (Accepted other : accepted.subList(1, accepted.size())) {
            filter.within(other.filter(loader).build());
        }
        if (bound != null) {
            filter.within(bound);
        }
        return new DecodeContext(loader, filter.build());
    }
}
