package dev.procession.it.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.core.JvmProcess;
import dev.procession.core.JvmProcessBuilder;
import dev.procession.core.OutputListener;
import dev.procession.core.channel.LaunchLink;
import dev.procession.core.launch.ChildHandle;
import dev.procession.core.launch.ChildSpec;
import dev.procession.core.launch.LocalLauncher;
import dev.procession.core.launch.WorkerLauncher;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No thread, process, descriptor or file stays behind, however a child ends. */
@ExtendWith(LeakGuard.class)
class LauncherLeakIT {
    private static JvmProcessBuilder process() {
        return JvmProcess.builder().output(OutputListener.discarding());
    }

    @Test
    void processesThatEndByThemselvesLeaveNothing() throws Exception {
        List<JvmProcess> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(process().target(() -> System.out.println("done")).start());
        }
        for (JvmProcess process : processes) {
            process.join();
            assertThat(process.exitStatus().orElseThrow().isSuccess()).isTrue();
            process.close();
        }
    }

    @Test
    void closedWhileTheyRunTheyLeaveNothing() {
        try (JvmProcess first =
                        process().target(() -> new CountDownLatch(1).await()).start();
                JvmProcess second =
                        process().target(() -> new CountDownLatch(1).await()).start()) {
            assertThat(first.isAlive() && second.isAlive()).isTrue();
        }
    }

    @Test
    void aDoorbellLeavesNothing() throws Exception {
        LocalLauncher launcher = LocalLauncher.shared();
        WorkerLauncher.LinkToBe link = launcher.prepareLink();
        LaunchLink.Doorbell bell = link.doorbell();
        ChildHandle child = launcher.launch(
                ChildSpec.builder("idle", Programs.Idle.class)
                        .output(OutputListener.discarding())
                        .build(),
                link);

        child.kill();

        assertThat(bell.await(Duration.ofSeconds(10))).isTrue();
        child.exit().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPoolThatCannotBeBuiltLeavesNothing() {
        Object unsendable = new Object();
        assertThatThrownBy(() -> ProcessPool.builder()
                        .initializer(() -> System.out.println(unsendable))
                        .build()
                        .close())
                .hasMessageContaining("initializer cannot be sent");
    }
}
