package dev.procession.core.launch.internal;

import dev.procession.core.ProcessContext;
import dev.procession.core.RemoteConsumer;
import java.util.List;

/** What a spare does before it waits: what the start of any target does, so that the JVM has the classes for it at hand. */
final class Rehearsal {
    private Rehearsal() {}

    static void run() {
        try {
            RemoteConsumer<Object> body = Rehearsal::take;
            Object byStream = new Object[] {"x"}; // targets that are objects travel by Java serialization
            byte[] call = new TargetCall(body, List.of("x", 1, byStream)).encode();
            TargetProgram.rehearse(call);
        } catch (Throwable e) {
            // The target itself, if it needs the same, will say what is wrong.
        }
    }

    /** Uses what most programs use first. */
    private static void take(Object argument) {
        String text = argument + " " + ProcessContext.current().depth();
        if (text.isEmpty()) {
            throw new AssertionError("a text with a space in it is empty");
        }
    }
}
