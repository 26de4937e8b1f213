package dev.procession.core;

import dev.procession.core.classes.ClassSource;
import dev.procession.core.codec.Departures;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.internal.TargetCall;
import dev.procession.core.launch.internal.classes.ClassDesk;
import dev.procession.core.launch.internal.input.InputFeed;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that it takes to start a process, and that nobody needs afterwards.
 *
 * @param spec the JVM
 * @param method how to get it
 * @param call what it runs
 * @param feed opens what it reads from its standard input; null if nothing is copied there
 */
record ProcessStart(
        ChildSpec spec,
        StartMethod method,
        TargetCall call,
        @Nullable Supplier<InputStream> feed) {
    /** Launches the child, and what serves it in this JVM. */
    ChildHandle launch() {
        if (feed == null) {
            return launchUnfed();
        }
        InputStream source = feed.get();
        ChildHandle started = null;
        try {
            started = launchUnfed();
            InputFeed.start(started, source);
            return started;
        } finally {
            if (started == null) {
                InputFeed.close(source);
            }
        }
    }

    /** Launches the child. What leaves this process with its arguments comes back if that fails. */
    private ChildHandle launchUnfed() {
        Departures departures = Departures.gather();
        try {
            ChildHandle started = launchGathered();
            String name = spec.name(); // the child's end must not hold what it was started with
            started.exit()
                    .thenAccept(status -> departures.giveUp("process '" + name
                            + "', to which it was sent, ended before it had taken it: " + status.words()));
            return started;
        } catch (RuntimeException | Error e) {
            departures.undo();
            throw e;
        } finally {
            departures.close();
        }
    }

    private ChildHandle launchGathered() {
        LocalLauncher launcher = LocalLauncher.shared();
        ClassSource source = new ClassSource();
        ChildSpec whole = spec.with(spec.name(), call.encode(source));
        ChildHandle started = method == StartMethod.WARM && spec.debug() == DebugMode.OFF
                ? launcher.launchWarm(whole)
                : launcher.launch(whole, launcher.prepareLink());
        if (source.isNeeded()) {
            ClassDesk.open(started, source);
        }
        return started;
    }
}
