import dev.procession.core.JvmProcess;
import dev.procession.core.OutputListener;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** Run as {@code java Main.java} on Java 22 and newer, which compiles the other files when their classes are needed. */
public class Main {
    public static void main(String[] args) throws Exception {
        try (JvmProcess process = JvmProcess.builder()
                .target(new Work(5))
                .output(OutputListener.tagged(System.out, ""))
                .start()) {
            process.join();
        }
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            System.out.println("pool " + pool.map(Other::square, List.of(1, 2, 3)));
        }
    }
}
