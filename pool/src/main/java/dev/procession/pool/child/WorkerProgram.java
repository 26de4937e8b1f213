package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import dev.procession.core.launch.ChildContext;
import dev.procession.core.launch.ChildProgram;
import dev.procession.core.ledger.Ledger;
import dev.procession.pool.protocol.WorkerSetup;
import java.nio.file.Path;

/** What a worker process runs: reads its setup, works for its parent, and ends. */
public final class WorkerProgram implements ChildProgram {
    private static final int CANNOT_CONNECT = 1;

    /** Made by the launcher. */
    public WorkerProgram() {}

    @Override
    public void run(ChildContext context) throws Exception {
        WorkerSetup setup = WorkerSetup.read(context.payload());
        Ledger ledger = setup.ledger().isEmpty() ? Ledger.inMemory() : Ledger.open(Path.of(setup.ledger()));
        try (WorkerSession session = connect(context, setup, ledger)) {
            session.describeTasks();
            session.run();
        }
        if (!isAlone()) {
            System.exit(0); // threads that a task has left behind must not keep the worker
        }
        // Else by returning: of an exit the JDK makes a log record, for which it opens every jar of the class path.
    }

    /** Whether no thread runs but this one and the JVM's own. A daemon counts too: it may start one that keeps the JVM. */
    private static boolean isAlone() {
        return Thread.currentThread().getThreadGroup().enumerate(new Thread[2]) == 1;
    }

    /** What keeps a worker from its pool stands in the message; the pool repeats what is printed. */
    private static WorkerSession connect(ChildContext context, WorkerSetup setup, Ledger ledger) {
        try {
            return WorkerSession.connect(context.name(), setup, ledger, context.link(), Ending.OF_THE_PROCESS);
        } catch (ChannelException e) {
            LastWords.say("this worker cannot reach its pool: ".concat(String.valueOf(e.getMessage())));
            System.exit(CANNOT_CONNECT);
            throw e;
        }
    }
}
