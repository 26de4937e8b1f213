package dev.procession.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.RawPeer;
import dev.procession.testkit.memory.InMemoryTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The contract judged by its own means: each broken channel has to fail a test of the very rule that it breaks. */
class ChannelContractSelfTest {
    private static final Set<String> RULES = IntStream.rangeClosed(1, 19)
            .mapToObj(number -> String.format("ch%02d_", number))
            .collect(Collectors.toCollection(TreeSet::new));

    @AfterAll
    static void releaseWhatDefectsLeft() {
        LifeDefects.release();
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenChannelFailsATestOfTheRuleThatItBreaks(Mutant mutant) {
        List<RuleTests.RuleTest> tests = RuleTests.of(MutantContract.class, mutant.rule());
        assertFalse(tests.isEmpty(), "the rule has no test");
        boolean caught = tests.stream()
                .anyMatch(test ->
                        !run(mutant.defect(), List.of(test)).getFailures().isEmpty());
        assertTrue(caught, () -> mutant + " passed all tests of its rule");
    }

    @Test
    void theSameWrapperWithoutADefectPassesEveryTest() {
        TestExecutionSummary summary = run(MutantEnd::new, RuleTests.of(MutantContract.class, "ch"));
        assertEquals(List.of(), summary.getFailures());
        assertEquals(0, summary.getTestsAbortedCount());
    }

    @Test
    void withoutARawPeerTheTestsThatNeedOneAreNotThere() {
        MutantContract.rawPeer = Optional.empty();
        try {
            TestExecutionSummary summary = run(MutantEnd::new, RuleTests.of(MutantContract.class, "ch14_"));
            assertEquals(List.of(), summary.getFailures());
            assertEquals(0, summary.getTestsFoundCount());
            assertEquals(0, summary.getTestsAbortedCount());
        } finally {
            MutantContract.rawPeer = Optional.of(InMemoryTransport.rawPeer());
        }
    }

    @Test
    void everyRuleHasATestAndAMutant() {
        Set<String> broken =
                Arrays.stream(Mutant.values()).map(Mutant::rule).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(RULES, RuleTests.rules(MutantContract.class, "ch"));
        assertEquals(RULES, broken);
    }

    private static TestExecutionSummary run(Supplier<MutantEnd> defect, List<RuleTests.RuleTest> tests) {
        MutantContract.defect = defect;
        return RuleTests.run(tests);
    }

    /** Not found by its name: run by the launcher only, with one defect after the other. */
    static final class MutantContract extends ChannelContract {
        private static volatile Supplier<MutantEnd> defect = MutantEnd::new;
        private static volatile Optional<RawPeer> rawPeer = Optional.of(InMemoryTransport.rawPeer());

        @Override
        public TransportProvider provider() {
            return new MutantTransport(defect);
        }

        @Override
        public Optional<RawPeer> rawPeer() {
            return rawPeer;
        }

        /** Shorter for what is broken, which is waited for in vain. */
        @Override
        public Duration patience() {
            boolean healthy = defect.get().getClass() == MutantEnd.class;
            return healthy ? super.patience() : Duration.ofSeconds(1);
        }
    }
}
