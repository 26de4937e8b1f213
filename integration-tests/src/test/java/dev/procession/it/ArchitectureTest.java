package dev.procession.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The arrows between modules and packages. What a rule forbids is forbidden to classes that do not exist yet, too. */
@AnalyzeClasses(packages = "dev.procession", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "dev.procession.core..";
    private static final String POOL = "dev.procession.pool..";
    private static final String TESTKIT = "dev.procession.testkit..";
    private static final String TRANSPORTS = "dev.procession.transport..";
    private static final String CODECS = "dev.procession.codec..";
    private static final String EXAMPLES = "dev.procession.examples..";

    private static final String[] LIBRARY = {CORE, POOL, TESTKIT, TRANSPORTS, CODECS};

    private static final Set<String> MAY_TOUCH_STREAMS_AND_LOGS = Set.of(
            // Passes on what a child printed, to where the user's own program prints.
            "dev.procession.core.OutputListener",
            // At the JVM's exit loggers may be closed.
            "dev.procession.pool.parent.ExitNotice",
            // A logger may fail where memory has run out.
            "dev.procession.pool.parent.PoolLog",
            // A child whose program fails, or that cannot reach its launcher, has no other way to say so.
            "dev.procession.core.launch.internal.ChildMain",
            // Where nobody takes records, as in a JVM that was given a child's options by hand.
            "dev.procession.core.log.internal.child.LogSender",
            // Says whose it is before anything is printed.
            "dev.procession.core.log.internal.child.MarkedPrints",
            // What a child logs arrives where the user's own program logs by the same interface.
            "dev.procession.core.log.RelayedLogRecord",
            // What the user's program in a child logs that way has to be taken there.
            "dev.procession.core.log.internal.child.RelayHandler",
            // The same for a worker that cannot go on.
            "dev.procession.pool.child.LastWords",
            // Prints so that a test can see that a channel does not mind.
            "dev.procession.testkit.internal.ContractChild");

    @ArchTest
    static final ArchRule coreKnowsNobody = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POOL, TESTKIT, TRANSPORTS, CODECS, EXAMPLES)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule testkitKnowsOnlyCore = noClasses()
            .that()
            .resideInAPackage(TESTKIT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POOL, TRANSPORTS, CODECS, EXAMPLES)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule poolNamesNoTransportAndNoCodec = noClasses()
            .that()
            .resideInAPackage(POOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRANSPORTS, CODECS, TESTKIT, EXAMPLES)
            .because("it finds transports and codecs by ServiceLoader, a stranger's like ours")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule transportsKnowOnlyCore = noClasses()
            .that()
            .resideInAPackage(TRANSPORTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POOL, TESTKIT, CODECS, EXAMPLES)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule codecsKnowOnlyCore = noClasses()
            .that()
            .resideInAPackage(CODECS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(POOL, TESTKIT, TRANSPORTS, EXAMPLES)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingReachesOutOfItsModuleForWhatIsNotPublished = classes()
            .that()
            .resideInAPackage("dev.procession..")
            .should(leaveAloneTheInternalPackagesOfOtherModules())
            .because("our modules use nothing of each other that a stranger could not use")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule transportsDoNotKnowEachOther = classes()
            .that()
            .resideInAPackage(TRANSPORTS)
            .should(leaveAloneOtherTransports())
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule parentDoesNotKnowChild = noClasses()
            .that()
            .resideInAPackage("dev.procession.pool.parent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.procession.pool.child..")
            .because("they run in different processes and share only pool.protocol")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule childDoesNotKnowParent = noClasses()
            .that()
            .resideInAPackage("dev.procession.pool.child..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.procession.pool.parent..")
            .because("they run in different processes and share only pool.protocol")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyThePoolKnowsItsTwoSides = noClasses()
            .that()
            .resideOutsideOfPackage(POOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.procession.pool.parent..",
                    "dev.procession.pool.child..",
                    "dev.procession.pool.inprocess..",
                    "dev.procession.pool.protocol..",
                    "dev.procession.pool.archive..")
            .because("only dev.procession.pool is promised to users")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule libraryPrintsNothing = noClasses()
            .that(resideInAnyPackage(LIBRARY).and(notExempt()))
            .should(ACCESS_STANDARD_STREAMS)
            .because("the streams belong to the user's program")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule libraryLogsThroughSystemLogger = noClasses()
            .that(resideInAnyPackage(LIBRARY).and(notExempt()))
            .should(USE_JAVA_UTIL_LOGGING)
            .because("System.Logger goes wherever the user's program logs")
            .allowEmptyShould(true);

    /** A package in two modules would make a Java module of either impossible. */
    @ArchTest
    static void noPackageIsSplit(JavaClasses classes) {
        var homes = classes.stream()
                .filter(type -> type.getSource().isPresent())
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName,
                        TreeMap::new,
                        Collectors.mapping(ArchitectureTest::codeSource, Collectors.toCollection(TreeSet::new))));
        assertThat(homes)
                .isNotEmpty()
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
    }

    private static String codeSource(JavaClass type) {
        String uri = type.getSource().orElseThrow().getUri().toString();
        return uri.substring(0, uri.length() - type.getName().replace('.', '/').length() - ".class".length());
    }

    private static DescribedPredicate<JavaClass> notExempt() {
        return DescribedPredicate.describe(
                "are not exempt",
                type -> !MAY_TOUCH_STREAMS_AND_LOGS.contains(outermost(type).getName()));
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static ArchCondition<JavaClass> leaveAloneTheInternalPackagesOfOtherModules() {
        DescribedPredicate<JavaClass> internal = resideInAPackage("dev.procession..internal..");
        return new NoDependency("leave alone the internal packages of other modules") {
            @Override
            boolean forbids(JavaClass from, JavaClass to) {
                return internal.test(to) && !module(from).equals(module(to));
            }
        };
    }

    private static ArchCondition<JavaClass> leaveAloneOtherTransports() {
        DescribedPredicate<JavaClass> transport = resideInAPackage(TRANSPORTS);
        return new NoDependency("leave alone other transports") {
            @Override
            boolean forbids(JavaClass from, JavaClass to) {
                return transport.test(to) && !module(from).equals(module(to));
            }
        };
    }

    /** The folder of a class: {@code core} for {@code dev.procession.core.frame}, likewise {@code transport.pipe}. */
    private static String module(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        boolean deep = parts.length > 3 && (parts[2].equals("transport") || parts[2].equals("codec"));
        return deep ? parts[2] + "." + parts[3] : parts[2];
    }

    /** Every dependency of a class is looked at, and each forbidden one is a violation of its own. */
    private abstract static class NoDependency extends ArchCondition<JavaClass> {
        NoDependency(String description) {
            super(description);
        }

        abstract boolean forbids(JavaClass from, JavaClass to);

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith("dev.procession.") && forbids(type, target)) {
                    events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                }
            }
        }
    }
}
