package dev.procession.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.testkit.LeakGuard;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A debugger that holds a worker at will: the worker prints where it listens, stands still, and loses nothing. */
@ExtendWith(LeakGuard.class)
class DebuggerIT {
    private static final Pattern LISTENING = Pattern.compile("Listening for transport dt_socket at address: .*?(\\d+)");

    @ParameterizedTest
    @MethodSource("dev.procession.it.pool.Installed#transports")
    void aWorkerThatADebuggerSuspendsIsNeitherGivenUpNorDisturbed(String transport) throws Exception {
        CompletableFuture<String> port = new CompletableFuture<>();
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .transport(transport)
                .jvmOptions("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0")
                .output(line -> findPort(line.text(), port))
                .build()) {
            long worker = pool.apply(() -> ProcessHandle.current().pid());
            VirtualMachine debugged = attach(port.get(30, TimeUnit.SECONDS));
            debugged.suspend();
            TaskFuture<Long> task =
                    pool.applyAsync(() -> ProcessHandle.current().pid());
            assertThatThrownBy(() -> task.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            debugged.dispose(); // which lets it go on
            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(worker);
        }
    }

    private static void findPort(String line, CompletableFuture<String> port) {
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
            port.complete(matcher.group(1));
        }
    }

    private static VirtualMachine attach(String port) throws Exception {
        AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .filter(connector -> connector.defaultArguments().containsKey("hostname"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = socket.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(port);
        return socket.attach(arguments);
    }
}
