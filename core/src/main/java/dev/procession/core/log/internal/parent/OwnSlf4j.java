package dev.procession.core.log.internal.parent;

/** Whether this process logs by SLF4J. Tells it without a class of SLF4J, and without making it start. */
final class OwnSlf4j {
    private static final String PROVIDER = "org.slf4j.spi.SLF4JServiceProvider";

    private OwnSlf4j() {}

    private static final class Lazy {
        static final boolean IS_THERE = look();

        private static boolean look() {
            try {
                ClassLoader loader = OwnSlf4j.class.getClassLoader();
                Class<?> provider = Class.forName(PROVIDER, false, loader);
                ClassLoader searched = provider.getClassLoader();
                return System.getProperty("slf4j.provider") != null
                        || searched.getResource("META-INF/services/" + PROVIDER) != null;
            } catch (ClassNotFoundException | LinkageError e) {
                return false; // no SLF4J, or one before 2.0
            }
        }
    }

    /** Whether there is SLF4J 2 with a provider: without one it would drop all. */
    static boolean isThere() {
        return Lazy.IS_THERE;
    }
}
