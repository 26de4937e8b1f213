package dev.procession.core.launch.internal;

import dev.procession.core.ProcessContext;
import dev.procession.core.ProcessTarget;
import dev.procession.core.RemoteBiConsumer;
import dev.procession.core.RemoteConsumer;
import dev.procession.core.RemoteRunnable;
import dev.procession.core.classes.FetchingClassLoader;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.launch.SpawnGuard;
import dev.procession.core.launch.internal.classes.ClassQuestions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the child of a {@link dev.procession.core.JvmProcess} runs. */
public final class TargetProgram implements ChildProgram {
    /** For the launcher's use. */
    public TargetProgram() {}

    @Override
    public void run(ChildContext context) throws Exception {
        byte[] payload = context.payload();
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        if (TargetCall.asksForClasses(payload)) {
            loader = new FetchingClassLoader(loader, ClassQuestions.over(context.link()));
            Thread.currentThread().setContextClassLoader(loader);
        }
        TargetCall call = decode(payload, loader);
        run(call.function(), call.arguments());
    }

    /** Does what {@link #run(ChildContext)} does, for a call of our own. */
    static void rehearse(byte[] payload) throws Exception {
        TargetCall call = decode(payload, ClassLoader.getSystemClassLoader());
        run(call.function(), call.arguments());
    }

    private static TargetCall decode(byte[] payload, ClassLoader loader) {
        boolean outer = SpawnGuard.enterDecoding();
        try {
            return TargetCall.decode(payload, loader);
        } finally {
            SpawnGuard.leaveDecoding(outer);
        }
    }

    @SuppressWarnings("unchecked") // The builder's signatures made function and arguments fit.
    private static void run(Object function, List<@Nullable Object> arguments) throws Exception {
        if (function instanceof ProcessTarget target) {
            target.run(ProcessContext.current());
        } else if (function instanceof RemoteRunnable body) {
            body.run();
        } else if (function instanceof RemoteConsumer<?> body) {
            ((RemoteConsumer<@Nullable Object>) body).accept(arguments.get(0));
        } else {
            ((RemoteBiConsumer<@Nullable Object, @Nullable Object>) function)
                    .accept(arguments.get(0), arguments.get(1));
        }
    }
}
