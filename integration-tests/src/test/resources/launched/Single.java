import dev.procession.core.JvmProcess;
import dev.procession.core.OutputListener;
import dev.procession.core.ProcessContext;
import dev.procession.core.ProcessTarget;
import dev.procession.core.StartMethod;
import dev.procession.core.launch.Spares;
import dev.procession.pool.ProcessPool;
import java.io.Serializable;
import java.util.List;

/** Run as {@code java Single.java}: its classes stand in no file. */
public class Single {
    static final OutputListener OUT = OutputListener.tagged(System.out, "");

    static int shared;

    record Point(int x, int y) implements Serializable {}

    static class Helper {
        static int twice(int x) {
            return 2 * x;
        }
    }

    record Job(Point at) implements ProcessTarget {
        public void run(ProcessContext context) {
            System.out.println("target " + at + " " + Helper.twice(21));
        }
    }

    public static void main(String[] args) throws Exception {
        run(StartMethod.SPAWN);
        JvmProcess.builder().target(Single::nest).prepareSpares(1);
        while (Spares.count() == 0) {
            Thread.onSpinWait();
        }
        run(StartMethod.WARM);
        Spares.end();
        try (JvmProcess nesting = JvmProcess.builder().target(Single::nest).output(OUT).start()) {
            nesting.join();
        }
        try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
            List<Point> points = pool.map((Integer x) -> new Point(x, Helper.twice(x)), List.of(1, 2));
            System.out.println("pool " + points);
        }
        shared = 7;
        try (ProcessPool pool = ProcessPool.builder().processes(1).inProcess().build()) {
            int seen = pool.apply((Integer x) -> shared, 1);
            System.out.println("shared " + seen);
        }
    }

    static void run(StartMethod method) throws InterruptedException {
        try (JvmProcess process = JvmProcess.builder()
                .startMethod(method)
                .target(new Job(new Point(1, 2)))
                .output(OUT)
                .start()) {
            process.join();
            System.out.println(method + " " + process.exitStatus().orElseThrow());
        }
    }

    static void nest() throws InterruptedException {
        try (JvmProcess inner = JvmProcess.builder()
                .target(() -> System.out.println("grandchild " + Helper.twice(4)))
                .output(OUT)
                .start()) {
            inner.join();
        }
    }
}
