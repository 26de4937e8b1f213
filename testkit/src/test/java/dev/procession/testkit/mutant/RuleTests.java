package dev.procession.testkit.mutant;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The tests of a contract by their rules, and how they are run one by one. */
final class RuleTests {
    private static final int RULE_LENGTH = 5;

    private RuleTests() {}

    /** Those whose names begin so, in the order of their names. */
    static List<RuleTest> of(Class<?> contract, String prefix) {
        return ReflectionSupport.findMethods(contract, RuleTests::isTest, HierarchyTraversalMode.TOP_DOWN).stream()
                .filter(method -> method.getName().startsWith(prefix))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> new RuleTest(contract, method))
                .toList();
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(TestFactory.class);
    }

    /** The rules that have a test. */
    static Set<String> rules(Class<?> contract, String prefix) {
        return of(contract, prefix).stream()
                .map(test -> test.method().getName().substring(0, RULE_LENGTH))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static TestExecutionSummary run(List<RuleTest> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests.stream()
                                        .map(test -> selectMethod(test.contract(), test.method()))
                                        .toList())
                                .build(),
                        listener);
        return listener.getSummary();
    }

    /**
     * One test.
     *
     * @param contract the class that it is run as
     * @param method its method
     */
    record RuleTest(Class<?> contract, Method method) {}
}
