package dev.procession.core.launch.internal.command;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * All that tells one child's JVM from another's before it knows what it runs. Two children with equal keys could swap places.
 *
 * @param java the executable
 * @param arguments what the argument file holds: options, class path, main class
 * @param environment without the marks that are each child's own
 * @param directory the working directory; empty for this process's own
 * @param pipedInput whether the standard input is a pipe
 */
public record CommandKey(
        String java,
        ByteBuffer arguments,
        Map<String, String> environment,
        Optional<String> directory,
        boolean pipedInput) {}
