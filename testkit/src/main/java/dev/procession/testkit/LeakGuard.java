package dev.procession.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves behind what was not there before it. Register it by {@code @ExtendWith(LeakGuard.class)}. For
 * tests that run one after the other: what another test does at the same time would be taken for a leak.
 *
 * <ul>
 *   <li>a live thread whose name begins with {@code procession-}
 *   <li>a live child process of this JVM
 *   <li>an open descriptor, where {@code /proc/self/fd} tells; not those that the JDK opens for itself
 *   <li>a file or folder {@code procession-*} in {@code /dev/shm} or the temporary folder whose name holds the process id of
 *       this JVM, of a process below it, or of one that has ended; what other processes have there is theirs
 * </ul>
 *
 * <p>What is about to go has time to go: the guard asks again until nothing is left or its time is over.
 */
public final class LeakGuard implements BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);

    private final Duration settling;

    /** A guard that gives leftovers five seconds to go. */
    public LeakGuard() {
        this(Duration.ofSeconds(5));
    }

    /**
     * A guard with another time, for {@code @RegisterExtension}.
     *
     * @param settling how long leftovers have to go
     */
    public LeakGuard(Duration settling) {
        this.settling = settling;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), Leftovers.now());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Leftovers before = context.getStore(NAMESPACE).get(context.getUniqueId(), Leftovers.class);
        if (before == null) {
            return;
        }
        List<String> leaks = new ArrayList<>();
        boolean clean = Await.holds(
                () -> {
                    leaks.clear();
                    leaks.addAll(Leftovers.now().beyond(before));
                    return leaks.isEmpty();
                },
                settling);
        if (!clean) {
            throw new AssertionError("left behind " + settling + " after the test: " + String.join("; ", leaks)
                    + Leftovers.stacks(leaks));
        }
    }
}
