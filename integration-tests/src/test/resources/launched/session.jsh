import dev.procession.core.*;
import dev.procession.pool.ProcessPool;
record Price(int cents) implements java.io.Serializable {}
int five() { return 5; }
int variable = 7;
var out = OutputListener.tagged(System.out, "")
var process = JvmProcess.builder().target(x -> System.out.println("snippet " + (five() + x)), variable).output(out).start()
process.join()
var pool = ProcessPool.builder().processes(1).build()
System.out.println("pool " + pool.map((Integer x) -> new Price(x + five()), List.of(1, 2)))
try { pool.apply(() -> variable); } catch (java.util.concurrent.ExecutionException e) { System.out.println("refused " + e.getCause().getCause().getMessage()); }
int five() { return 6; }
try { pool.apply((Integer x) -> x + five(), 1); } catch (dev.procession.core.error.EncodingException e) { System.out.println(e.getMessage()); }
pool.close()
/exit
