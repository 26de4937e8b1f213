package dev.procession.testkit;

import dev.procession.core.channel.LaunchLink;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;

/** Which link is held to the contract, and how the tests get at it. */
abstract class LinkSubject {
    /** How long is watched for what must not come. */
    static final Duration QUIET = Duration.ofMillis(60);

    abstract LaunchedPair open() throws Exception;

    abstract Duration patience();

    /** Runs a scenario from the parent's end and, on a link of its own, from the child's. */
    void atEachEnd(Scenario scenario) throws Exception {
        try (LaunchedPair pair = open()) {
            scenario.run(pair.parent(), pair.child());
        }
        try (LaunchedPair pair = open()) {
            scenario.run(pair.child(), pair.parent());
        }
    }

    /** What a call gives that must not take longer than the patience. */
    <T> T inTime(Callable<T> call) throws Exception {
        return ChannelPair.join(ChannelPair.inBackground(call), patience());
    }

    /** Does what must not take longer than the patience. */
    void inTime(Action action) throws Exception {
        inTime(() -> {
            action.run();
            return true;
        });
    }

    byte[] read(InputStream in, int count) throws Exception {
        return inTime(() -> in.readNBytes(count));
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** Where two runs of bytes part; -1 if nowhere. So a failure prints a number and no megabyte. */
    static int difference(byte[] sent, byte[] arrived) {
        return Arrays.mismatch(sent, arrived);
    }

    /** A scenario between the two ends of a link. */
    interface Scenario {
        void run(LaunchLink end, LaunchLink peer) throws Exception;
    }

    /** Something to do. */
    interface Action {
        void run() throws Exception;
    }
}
