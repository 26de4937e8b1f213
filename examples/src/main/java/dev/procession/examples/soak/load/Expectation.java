package dev.procession.examples.soak.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a call may come to. Immutable.
 *
 * @param <R> the result's type
 */
final class Expectation<R extends @Nullable Object> {
    /** The name of the outcome of calls that give what they have to. */
    static final String RIGHT = "right";

    private final Predicate<? super R> right;
    private final List<Allowed> allowed;

    private Expectation(Predicate<? super R> right, List<Allowed> allowed) {
        this.right = right;
        this.allowed = allowed;
    }

    private record Allowed(String outcome, Predicate<? super Throwable> failure) {}

    /** A result that passes. */
    static <R extends @Nullable Object> Expectation<R> of(Predicate<? super R> right) {
        return new Expectation<>(right, List.of());
    }

    /** This very result. */
    static <R> Expectation<R> value(R expected) {
        return of(expected::equals);
    }

    /** No result, only a failure of this kind. */
    static <R extends @Nullable Object> Expectation<R> failure(String outcome, Predicate<? super Throwable> kind) {
        return Expectation.<R>of(any -> false).or(outcome, kind);
    }

    /** Or such a failure. */
    Expectation<R> or(String outcome, Predicate<? super Throwable> kind) {
        List<Allowed> more = new ArrayList<>(allowed);
        more.add(new Allowed(outcome, kind));
        return new Expectation<>(right, List.copyOf(more));
    }

    /** Or nothing, because it was cancelled. */
    Expectation<R> orCancelled() {
        return or("cancelled", failure -> failure instanceof CancellationException);
    }

    /** The outcome's name; empty if it is none of those that are expected. */
    Optional<String> outcome(R value, @Nullable Throwable failure) {
        if (failure == null) {
            return right.test(value) ? Optional.of(RIGHT) : Optional.empty();
        }
        Throwable reason = reason(failure);
        return allowed.stream()
                .filter(one -> one.failure().test(reason))
                .map(Allowed::outcome)
                .findFirst();
    }

    /** What is inside the wrappings of futures. */
    static Throwable reason(Throwable failure) {
        Throwable reason = failure;
        while (reason instanceof CompletionException || reason instanceof ExecutionException) {
            Throwable cause = reason.getCause();
            if (cause == null) {
                return reason;
            }
            reason = cause;
        }
        return reason;
    }
}
