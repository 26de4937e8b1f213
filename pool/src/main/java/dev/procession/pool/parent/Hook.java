package dev.procession.pool.parent;

import dev.procession.pool.protocol.Shape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of the user's that each worker runs once, apart from tasks.
 *
 * @param role what it is called in messages: {@code initializer} or {@code finalizer}
 * @param function the function
 * @param shape what it takes; it gives nothing
 * @param arguments what it is given
 */
public record Hook(String role, Serializable function, Shape shape, List<? extends @Nullable Object> arguments) {
    /**
     * A hook.
     *
     * @param role what it is called in messages
     * @param function the function
     * @param shape what it takes
     * @param arguments as many as the shape says
     * @return the hook
     */
    public static Hook of(String role, Serializable function, Shape shape, @Nullable Object... arguments) {
        return new Hook(role, function, shape, Collections.unmodifiableList(Arrays.asList(arguments)));
    }
}
