package dev.procession.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.RawPeer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract for what happens before there is a channel, judged as {@link ChannelContractSelfTest} judges the rest. */
class MeetingContractSelfTest {
    private static final Set<String> RULES = IntStream.rangeClosed(1, 7)
            .mapToObj(number -> String.format("tp%02d_", number))
            .collect(Collectors.toCollection(TreeSet::new));

    @ParameterizedTest
    @EnumSource
    void aTransportWhoseEndsMeetWronglyFailsATestOfTheRuleThatItBreaks(MeetingMutant mutant) {
        MutantContract.transport = mutant.transport();
        List<RuleTests.RuleTest> tests = RuleTests.of(MutantContract.class, mutant.rule());
        assertFalse(RuleTests.run(tests).getFailures().isEmpty(), () -> mutant + " passed all tests of its rule");
    }

    @Test
    void theSameTransportWithoutADefectPassesEveryTestOfMeeting() {
        MutantContract.transport = MeetingDefects.Healthy::new;
        TestExecutionSummary summary = RuleTests.run(RuleTests.of(MutantContract.class, "tp"));
        assertEquals(List.of(), summary.getFailures());
    }

    @Test
    void everyRuleHasATestAndAMutant() {
        Set<String> broken = Arrays.stream(MeetingMutant.values())
                .map(MeetingMutant::rule)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(RULES, RuleTests.rules(MutantContract.class, "tp"));
        assertEquals(RULES, broken);
    }

    /** Not found by its name: run by the launcher only, with one defect after the other. */
    static final class MutantContract extends ChannelContract {
        private static volatile Supplier<MeetingDefects.Healthy> transport = MeetingDefects.Healthy::new;

        @Override
        public TransportProvider provider() {
            return transport.get();
        }

        @Override
        public Optional<RawPeer> rawPeer() {
            return Optional.empty();
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(1);
        }
    }
}
