package dev.procession.testkit.mutant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.procession.core.channel.TransportProvider;
import dev.procession.testkit.ChannelContract;
import dev.procession.testkit.RawPeer;
import dev.procession.testkit.memory.InMemoryTransport;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
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
        List<Method> tests = tests(mutant.rule());
        assertFalse(tests.isEmpty(), "the rule has no test");
        boolean caught = tests.stream()
                .anyMatch(test ->
                        !run(mutant.defect(), List.of(test)).getFailures().isEmpty());
        assertTrue(caught, () -> mutant + " passed all tests of its rule");
    }

    @Test
    void theSameWrapperWithoutADefectPassesEveryTest() {
        TestExecutionSummary summary = run(MutantEnd::new, tests("ch"));
        assertEquals(List.of(), summary.getFailures());
        assertEquals(0, summary.getTestsAbortedCount());
    }

    @Test
    void withoutARawPeerTheTestsThatNeedOneAreNotThere() {
        MutantContract.rawPeer = Optional.empty();
        try {
            TestExecutionSummary summary = run(MutantEnd::new, tests("ch14_"));
            assertEquals(List.of(), summary.getFailures());
            assertEquals(0, summary.getTestsFoundCount());
            assertEquals(0, summary.getTestsAbortedCount());
        } finally {
            MutantContract.rawPeer = Optional.of(InMemoryTransport.rawPeer());
        }
    }

    @Test
    void everyRuleHasATestAndAMutant() {
        Set<String> tested = tests("ch").stream()
                .map(test -> test.getName().substring(0, 5))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> broken =
                Arrays.stream(Mutant.values()).map(Mutant::rule).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(RULES, tested);
        assertEquals(RULES, broken);
    }

    private static TestExecutionSummary run(Supplier<MutantEnd> defect, List<Method> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(tests.stream()
                        .map(test -> selectMethod(MutantContract.class, test))
                        .toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        MutantContract.defect = defect;
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    private static List<Method> tests(String prefix) {
        return ReflectionSupport.findMethods(
                        MutantContract.class,
                        method ->
                                method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(TestFactory.class),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .filter(method -> method.getName().startsWith(prefix))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
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
