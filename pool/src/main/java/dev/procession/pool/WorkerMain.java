package dev.procession.pool;

import dev.procession.pool.child.JoinedWorker;

/**
 * The program of a worker that is started by hand, on this machine or another: {@code java -cp ... dev.procession.pool.WorkerMain
 * tcp:HOST:PORT FILE}, with the address and the file of an invitation from {@link ProcessPool#invite}. The class path holds
 * Procession, the transport, and the classes of the functions and values that the pool sends.
 *
 * <p>It works until the pool ends, then exits with 0. When the line is cut, or the pool gone, it says so on standard error
 * and exits with 72; 64 means wrong usage, 69 that the pool could not be reached. An invitation is good for one connection:
 * once connected, the program writes the next one into the file, so that the same command can be run again.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /**
     * Joins a pool and works for it.
     *
     * @param arguments the pool's address and the invitation's file
     */
    public static void main(String[] arguments) {
        System.exit(JoinedWorker.run(arguments));
    }
}
