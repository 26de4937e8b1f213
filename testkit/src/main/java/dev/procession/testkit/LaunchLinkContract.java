package dev.procession.testkit;

import java.time.Duration;

/**
 * The rules LL-01 to LL-13 of {@link dev.procession.core.channel.LaunchLink} as tests; each test's name begins with its rule.
 * Whoever writes a launcher extends this class and gives a way to launch a child; every wait is bounded.
 *
 * <pre>{@code
 * class ContainerLinkContractTest extends LaunchLinkContract {
 *     public LaunchedPair open() {
 *         return new ContainerPair();
 *     }
 * }
 * }</pre>
 */
public abstract class LaunchLinkContract extends LinkBellRules {
    /** For the class that extends this one. */
    protected LaunchLinkContract() {}

    /**
     * A link whose child is not launched yet.
     *
     * @return both ends, closed by the tests
     * @throws Exception if there is none, which fails the test
     */
    @Override
    public abstract LaunchedPair open() throws Exception;

    /**
     * How long each wait lasts at the most; only a broken link makes a test wait that long.
     *
     * @return 20 seconds
     */
    @Override
    public Duration patience() {
        return Duration.ofSeconds(20);
    }
}
