package dev.procession.core.log.internal.parent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.log.LogListener;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogOptionsTest {
    private static final LogListener OWN_LISTENER = entry -> {};

    @Test
    void whatTheUserChoseForTheChildIsLeftAlone() {
        assertThat(LogOptions.of(OWN_LISTENER, Map.of(), List.of("-Dslf4j.provider=a.B")))
                .anyMatch(option -> option.startsWith("-Djava.util.logging.manager="))
                .noneMatch(option -> option.contains("slf4j"));
        assertThat(LogOptions.of(OWN_LISTENER, Map.of(), List.of("-Djava.util.logging.config.file=/x")))
                .noneMatch(option -> option.contains("java.util.logging"))
                .anyMatch(option -> option.startsWith("-Dslf4j.provider="));
        assertThat(LogOptions.of(LogListener.leftToChild(), Map.of(), List.of()))
                .isEmpty();
    }

    @Test
    void noneOfThemIsInheritedFurther() {
        assertThat(LogOptions.of(LogListener.toOwnLoggers(), Map.of(), List.of()))
                .filteredOn(option -> !option.contains("verbosity"))
                .isNotEmpty()
                .allMatch(LogOptions::isOurs);
        assertThat(LogOptions.isOurs("-Dslf4j.provider=com.example.Other")).isFalse();
    }

    @Test
    void theParentsLevelsGoToTheChildUnlessItHasAListenerOfItsOwn() {
        Logger fine = Logger.getLogger("options.test.fine");
        fine.setLevel(Level.FINE);
        try {
            assertThat(LogOptions.of(LogListener.toOwnLoggers(), Map.of("a.b", System.Logger.Level.OFF), List.of()))
                    .anyMatch(option -> option.startsWith("-Dprocession.log.jul=")
                            && option.contains(",500:options.test.fine")
                            && option.contains("," + Integer.MAX_VALUE + ":a.b"));
            assertThat(LogOptions.of(OWN_LISTENER, Map.of("", System.Logger.Level.DEBUG), List.of()))
                    .contains("-Dprocession.log.jul=500", "-Dprocession.log.slf4j=500");
        } finally {
            fine.setLevel(null);
        }
    }
}
