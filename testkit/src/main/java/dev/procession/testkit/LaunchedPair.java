package dev.procession.testkit;

import dev.procession.core.channel.LaunchLink;
import java.util.Optional;

/**
 * A launcher's end of a link and the child's, for {@link LaunchLinkContract}. Where the child is another process, its end is
 * a stand-in that has the child make each call. Made anew for each test.
 */
public interface LaunchedPair extends AutoCloseable {
    /**
     * The launcher's end, also before the child is launched.
     *
     * @return the same at every call
     */
    LaunchLink parent();

    /**
     * The child's end.
     *
     * @return the same at every call; the first launches the child
     */
    LaunchLink child();

    /** Ends the child's process at once, as {@code kill -9} does. */
    void endChild();

    /**
     * Ends the launcher's process at once.
     *
     * @return how; empty if that is the process of the tests: then there are no tests of it
     */
    Optional<Runnable> endParent();

    /** Ends the child and gives everything back. */
    @Override
    void close();
}
