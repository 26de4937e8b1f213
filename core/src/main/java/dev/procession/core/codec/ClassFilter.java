package dev.procession.core.codec;

import dev.procession.core.codec.internal.KnownClasses;
import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes decoding may make, and how large an object graph may grow. Thread-safe; more may be allowed while it is
 * in use.
 *
 * <p>A filter from {@link #builder()} denies by default. It accepts
 *
 * <ul>
 *   <li>values, collections and exceptions of the JDK: boxed types, strings, {@code java.util} and its {@code
 *       concurrent} collections, {@code java.time}, {@code java.math}, URIs, internet addresses, files, {@code java.sql}
 *       dates and exceptions; and Procession's own exceptions;
 *   <li>what comes from the same code source (jar or class folder) as a class named to {@link #allowSourceOf}; where
 *       there is no code source, what comes from the same class loader, unless that is the JDK's;
 *   <li>what {@link Builder#allow} names;
 *   <li>arrays of all these.
 * </ul>
 *
 * <p>Never, whatever was allowed: serialized lambdas, dynamic proxies, {@code sun.**}, {@code com.sun.**}, {@code
 * java.rmi.**} and other classes that known attacks are built of.
 *
 * <p>What it cannot stop: a small graph of allowed collections can be made to cost much time (nested hash sets that
 * contain each other). Nothing is decoded before the peer is known; this filter is the second line.
 */
public final class ClassFilter {
    /** Far from where decoding overflows a stack of 512 KiB, which could leave half-initialised JDK classes behind. */
    private static final int DEFAULT_DEPTH = 200;

    /** About where encoding, in the usual 1 MiB, ends with a stack overflow anyway. */
    private static final int TRUSTING_DEPTH = 1_000;

    private static final long DEFAULT_REFERENCES = 50_000_000;

    private final boolean trusting;
    private final int maxDepth;
    private final long maxReferences;
    private final List<Pattern> patterns;
    private final String advice;
    private final List<ClassFilter> bounds;

    /** Where allowed classes come from, each with the name of a class from there. */
    private final ConcurrentHashMap<String, String> sources = new ConcurrentHashMap<>();

    private final Set<ClassLoader> loaders =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private ClassFilter(Builder builder, boolean trusting) {
        this.trusting = trusting;
        this.maxDepth = builder.maxDepth;
        this.maxReferences = builder.maxReferences;
        this.patterns = List.copyOf(builder.patterns);
        this.advice = builder.advice;
        this.bounds = List.copyOf(builder.bounds);
    }

    /**
     * A filter that accepts every class, lambdas and proxies too, and only limits the size: for a child, which runs
     * whatever its launcher sends anyway.
     *
     * @return a new filter
     */
    public static ClassFilter trusting() {
        return new ClassFilter(new Builder().maxDepth(TRUSTING_DEPTH), true);
    }

    /**
     * Begins a filter that denies by default.
     *
     * @return a builder that allows the JDK's values and nothing else so far
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From now on accepts the classes that come from the same jar or class folder as this one.
     *
     * @param type for instance the class of a function that was submitted; ignored when it is the JDK's
     */
    public void allowSourceOf(Class<?> type) {
        String source = sourceOf(type);
        ClassLoader loader = type.getClassLoader();
        if (source != null) {
            sources.putIfAbsent(source, type.getName());
        } else if (loader != null && loader != ClassLoader.getPlatformClassLoader()) {
            loaders.add(loader);
        }
    }

    /**
     * Whether instances of a class may be made.
     *
     * @param type any class; of an array the elements count
     * @return true if so
     */
    public boolean allows(Class<?> type) {
        for (ClassFilter bound : bounds) {
            if (!bound.allows(type)) {
                return false;
            }
        }
        return trusting || allowsItself(type);
    }

    private boolean allowsItself(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (element.isPrimitive()) {
            return true;
        }
        String name = element.getName();
        if (KnownClasses.isNever(name) || Proxy.isProxyClass(element)) {
            return false;
        }
        return KnownClasses.isValue(element) || isNamed(name) || isFromAllowedSource(element);
    }

    /**
     * Whether a class is refused by its name alone, whatever was or will be allowed.
     *
     * @param className the name
     * @return true if instances are never made
     */
    public boolean isRefusedByName(String className) {
        return !trusting && KnownClasses.isNever(className);
    }

    /**
     * What somebody would write to have a class accepted.
     *
     * @param className the class
     * @return a piece of code
     */
    public String adviceFor(String className) {
        if (isNamed(className) && !bounds.isEmpty()) {
            return bounds.get(bounds.size() - 1).adviceFor(className);
        }
        return advice + "(\"" + className + "\")";
    }

    /**
     * Whether every class is accepted: see {@link #trusting}.
     *
     * @return true if so
     */
    public boolean isTrusting() {
        return trusting && bounds.isEmpty();
    }

    /**
     * What {@link Builder#allow} was told, without what the filters say that this one is {@link Builder#within}.
     *
     * @return names of classes, and of packages followed by {@code .**}
     */
    public List<String> allowedNames() {
        return patterns.stream().map(Pattern::toString).toList();
    }

    /**
     * For each jar or class folder whose classes are accepted so far, one of them. Places that have no code source are not
     * among them.
     *
     * @return names of classes
     */
    public List<String> allowedSources() {
        return List.copyOf(sources.values());
    }

    /**
     * How deep objects may lie inside each other.
     *
     * @return the limit of the depth
     */
    public int maxDepth() {
        return maxDepth;
    }

    /**
     * How many objects a value may consist of.
     *
     * @return the limit of the number
     */
    public long maxReferences() {
        return maxReferences;
    }

    private boolean isNamed(String name) {
        for (Pattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isFromAllowedSource(Class<?> type) {
        String source = sourceOf(type);
        return source != null ? sources.containsKey(source) : loaders.contains(type.getClassLoader());
    }

    /** The place as text, since URLs compare by asking the network; null for the JDK and for classes without one. */
    private static @Nullable String sourceOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        String location = source.getLocation().toExternalForm();
        return location.startsWith("jrt:") ? null : location;
    }

    /** One name that was allowed. */
    private record Pattern(String text, boolean isPrefix) {
        static Pattern of(String pattern) {
            boolean isPrefix = pattern.endsWith(".**");
            String text = isPrefix ? pattern.substring(0, pattern.length() - 2) : pattern;
            if (!isName(isPrefix ? text.substring(0, text.length() - 1) : text)) {
                throw new IllegalArgumentException("\"" + pattern
                        + "\" is neither a class name nor a package followed by .**: write it as com.example.Order, or as"
                        + " com.example.** for all below com.example");
            }
            return new Pattern(text, isPrefix);
        }

        /** What compilers make of a class's name: more than the Java language allows, less than the JVM does. */
        private static boolean isName(String text) {
            for (String part : text.split("\\.", -1)) {
                if (part.isEmpty() || !part.chars().allMatch(c -> Character.isJavaIdentifierPart(c) || c == '-')) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return isPrefix ? text + "**" : text;
        }

        boolean matches(String name) {
            return isPrefix ? name.startsWith(text) : name.equals(text);
        }
    }

    /** Collects what a filter accepts besides the JDK's values. */
    public static final class Builder {
        private final List<Pattern> patterns = new ArrayList<>();
        private final List<Class<?>> sources = new ArrayList<>();
        private final List<ClassFilter> bounds = new ArrayList<>();
        private String advice = "ProcessPool.builder().allowResults";
        private int maxDepth = DEFAULT_DEPTH;
        private long maxReferences = DEFAULT_REFERENCES;

        private Builder() {}

        /**
         * Accepts a class, or all of a package and those below it.
         *
         * @param pattern a class name as {@link Class#getName} gives it, or {@code com.example.**}
         * @return this
         */
        public Builder allow(String pattern) {
            patterns.add(Pattern.of(Objects.requireNonNull(pattern, "the pattern of classes is null")));
            return this;
        }

        /**
         * Accepts the classes that come from the same jar or class folder as this one.
         *
         * @param type any class; ignored when it is the JDK's
         * @return this
         */
        public Builder allowSourceOf(Class<?> type) {
            sources.add(Objects.requireNonNull(type, "the class whose source is to be allowed is null"));
            return this;
        }

        /**
         * Accepts nothing that another filter refuses. May be called several times.
         *
         * @param bound the other filter; what is allowed there later counts too
         * @return this
         */
        public Builder within(ClassFilter bound) {
            bounds.add(bound);
            maxDepth = Math.min(maxDepth, bound.maxDepth);
            maxReferences = Math.min(maxReferences, bound.maxReferences);
            return this;
        }

        /**
         * Sets what a refusal advises to call, with the name of the class, to have it accepted.
         *
         * @param method for instance {@code ProcessPool.builder().allowResults}, which it is unless set
         * @return this
         */
        public Builder advising(String method) {
            advice = method;
            return this;
        }

        /**
         * Limits how deep objects may lie inside each other.
         *
         * @param depth 1 or more; 200 unless set
         * @return this
         */
        public Builder maxDepth(int depth) {
            if (depth < 1) {
                throw new IllegalArgumentException("maxDepth " + depth + " is below 1");
            }
            maxDepth = depth;
            return this;
        }

        /**
         * Limits how many objects a value may consist of.
         *
         * @param references 1 or more; 50,000,000 unless set
         * @return this
         */
        public Builder maxReferences(long references) {
            if (references < 1) {
                throw new IllegalArgumentException("maxReferences " + references + " is below 1");
            }
            maxReferences = references;
            return this;
        }

        /**
         * Makes the filter.
         *
         * @return a new filter
         */
        public ClassFilter build() {
            ClassFilter filter = new ClassFilter(this, false);
            for (Class<?> type : sources) {
                filter.allowSourceOf(type);
            }
            return filter;
        }
    }
}
