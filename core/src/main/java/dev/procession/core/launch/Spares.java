package dev.procession.core.launch;

import java.time.Duration;

/**
 * The JVMs that were started before anybody needs them, for processes with {@link dev.procession.core.StartMethod#WARM}.
 *
 * <ul>
 *   <li>The first process of a kind has one more spare of that kind started, and each spare that is taken is replaced.
 *   <li>There are at most as many spares as the system property {@value #MOST_PROPERTY} says, 4 by default; for a kind that is
 *       in use, one of the kind that was not used for longest goes. 0 switches spares off.
 *   <li>Spares of a kind that was not used for as many seconds as {@value #IDLE_PROPERTY} says, 60 by default, are ended.
 *   <li>A spare waits in a read: it costs memory (some 40 MB) and no processor time. It ends with this JVM, however that ends,
 *       and is never used twice.
 * </ul>
 */
public final class Spares {
    /** The system property for how many spares there are at most. */
    public static final String MOST_PROPERTY = "procession.spares";

    /** The system property for how many seconds spares wait to be used. */
    public static final String IDLE_PROPERTY = "procession.spares.idle";

    private static final int MOST = 4;
    private static final int IDLE_SECONDS = 60;

    private Spares() {}

    /**
     * How many there may be.
     *
     * @return 0 or more
     * @throws IllegalArgumentException if the system property says no such number
     */
    public static int most() {
        return NumberProperty.read(MOST_PROPERTY, MOST, 0);
    }

    /**
     * How long a kind may be unused.
     *
     * @return at least a second
     * @throws IllegalArgumentException if the system property says no such number
     */
    public static Duration idleLimit() {
        return Duration.ofSeconds(NumberProperty.read(IDLE_PROPERTY, IDLE_SECONDS, 1));
    }

    /**
     * How many wait to be used.
     *
     * @return their number at this moment
     */
    public static int count() {
        return LocalLauncher.shared().spares().count();
    }

    /**
     * Ends all spares, and those that are on their way, and waits for their end, some seconds at the most. Later processes may
     * have new ones started.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public static void end() throws InterruptedException {
        LocalLauncher.shared().spares().end();
    }
}
