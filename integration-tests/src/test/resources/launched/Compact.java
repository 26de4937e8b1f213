import dev.procession.core.JvmProcess;
import dev.procession.core.OutputListener;
import dev.procession.pool.ProcessPool;

int field = 3;

static int cube(int x) {
    return x * x * x;
}

void main() throws Exception {
    try (JvmProcess process = JvmProcess.builder()
            .target(() -> IO.println("compact " + cube(2)))
            .output(OutputListener.tagged(System.out, ""))
            .start()) {
        process.join();
    }
    try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
        IO.println("pool " + pool.map((Integer x) -> cube(x), List.of(1, 2, 3)));
        pool.map((Integer x) -> x + field, List.of(1));
    } catch (Exception e) {
        IO.println(e.getMessage());
    }
}
