package dev.procession.it.misuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.procession.it.MachineLoad;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * One row: a call that is wrong.
 *
 * @param words what is done
 * @param call does it
 * @param type what is thrown; what a task failed with, if that is thrown as an {@link ExecutionException}
 * @param message found in the message, which names the value or the limit, and what to do
 * @param within how soon, on a machine that has nothing else to do
 */
record Misuse(String words, ThrowingCallable call, Class<? extends Throwable> type, Pattern message, Duration within) {
    /** What is promised. */
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    static Misuse of(String words, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        return new Misuse(words, call, type, Pattern.compile(message, Pattern.DOTALL), A_SECOND);
    }

    /** A {@code null} that is named: there is nothing to add to that. */
    static Misuse ofNull(String words, String what, ThrowingCallable call) {
        return of(words, NullPointerException.class, "^" + Pattern.quote(what) + " is null$", call);
    }

    /** For what has to be tried several times by design. */
    Misuse within(Duration limit) {
        return new Misuse(words, call, type, message, limit);
    }

    /** Does it, checks the answer and enters it. */
    void check(String where, MisuseTable table) {
        long began = System.nanoTime();
        Throwable thrown = catchThrowable(call);
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertThat(thrown).as(words).isNotNull();
        Throwable answer = thrown instanceof ExecutionException ? Objects.requireNonNull(thrown.getCause()) : thrown;
        table.add(words, where, answer.getClass().getSimpleName() + ": " + thrown.getMessage(), millis);
        assertThat(answer).as(words).isInstanceOf(type);
        assertThat(thrown.getMessage()).as(words).containsPattern(message);
        assertThat(millis)
                .as("milliseconds until the answer to: " + words)
                .isLessThanOrEqualTo(MachineLoad.scaled(within.toMillis()));
    }
}
