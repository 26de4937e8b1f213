package dev.procession.testkit;

import dev.procession.core.channel.ChannelOptions;
import dev.procession.core.channel.TransportProvider;
import java.time.Duration;
import java.util.Optional;

/** What is held to the contract, and how the tests get at it. */
abstract class ContractSubject {
    /** A limit small enough for tests of the limit. */
    static final int MAX_FRAME_BYTES = (4 << 20) + 13;

    /** How long is watched for what must not come. */
    static final Duration QUIET = Duration.ofMillis(60);

    abstract TransportProvider provider();

    abstract Optional<RawPeer> rawPeer();

    abstract Duration patience();

    ChannelOptions options() {
        return ChannelOptions.defaults().withMaxFrameBytes(MAX_FRAME_BYTES);
    }

    ChannelPair open() {
        return open(options());
    }

    ChannelPair open(ChannelOptions options) {
        return ChannelPair.open(this::provider, options, options, patience());
    }

    /** Runs a scenario from parent to child and, on a channel of its own, from child to parent. */
    void bothWays(Scenario scenario) throws Exception {
        bothWays(options(), scenario);
    }

    void bothWays(ChannelOptions options, Scenario scenario) throws Exception {
        try (ChannelPair pair = open(options)) {
            scenario.run(pair.parent(), pair.child());
            pair.assertNoViolations();
        }
        try (ChannelPair pair = open(options)) {
            scenario.run(pair.child(), pair.parent());
            pair.assertNoViolations();
        }
    }

    /** A scenario between two ends. */
    interface Scenario {
        void run(ChannelEnd from, ChannelEnd to) throws Exception;
    }
}
