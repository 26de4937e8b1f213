package dev.procession.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.LaunchLink;
import dev.procession.testkit.LaunchLinkContract;
import dev.procession.testkit.LaunchedPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The link's contract judged by its own means: each broken link has to fail a test of the very rule that it breaks. */
class LaunchLinkContractSelfTest {
    private static final Set<String> RULES = IntStream.rangeClosed(1, 13)
            .mapToObj(number -> String.format("ll%02d_", number))
            .collect(Collectors.toCollection(TreeSet::new));

    @ParameterizedTest
    @EnumSource
    void aBrokenLinkFailsATestOfTheRuleThatItBreaks(LinkMutant mutant) {
        List<RuleTests.RuleTest> tests = RuleTests.of(MutantContract.class, mutant.rule());
        assertFalse(tests.isEmpty(), "the rule has no test");
        boolean caught = tests.stream()
                .anyMatch(test ->
                        !run(mutant.defect(), List.of(test)).getFailures().isEmpty());
        assertTrue(caught, () -> mutant + " passed all tests of its rule");
    }

    @Test
    void theSameWrapperWithoutADefectPassesEveryTest() {
        TestExecutionSummary summary = run(MutantLink::new, RuleTests.of(MutantContract.class, "ll"));
        assertEquals(List.of(), summary.getFailures());
        assertEquals(0, summary.getTestsAbortedCount());
    }

    @Test
    void everyRuleHasATestAndAMutant() {
        Set<String> broken =
                Arrays.stream(LinkMutant.values()).map(LinkMutant::rule).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(RULES, RuleTests.rules(MutantContract.class, "ll"));
        assertEquals(RULES, broken);
    }

    private static TestExecutionSummary run(Function<LaunchLink, MutantLink> defect, List<RuleTests.RuleTest> tests) {
        MutantContract.defect = defect;
        MutantContract.patience = tests.size() == 1 ? Duration.ofSeconds(1) : Duration.ofSeconds(20);
        return RuleTests.run(tests);
    }

    /** Not found by its name: run by the launcher only, with one defect after the other. */
    static final class MutantContract extends LaunchLinkContract {
        private static volatile Function<LaunchLink, MutantLink> defect = MutantLink::new;
        private static volatile Duration patience = Duration.ofSeconds(20);

        @Override
        public LaunchedPair open() {
            return new MutantPair(defect);
        }

        /** Shorter for what is broken, which is waited for in vain. */
        @Override
        public Duration patience() {
            return patience;
        }
    }
}
