package dev.procession.core.launch;

/**
 * What runs in a launched child after its bootstrap. Made by its class name in the child, so an implementation is public
 * and has a public constructor without arguments.
 */
public interface ChildProgram {
    /**
     * Runs the program on the child's main thread. When it returns, the child ends with exit code 0 as soon as its other
     * non-daemon threads have ended, as after {@code main} of any Java program. When it throws, the child prints the stack
     * trace and ends at once with exit code 1.
     *
     * @param context what the launcher handed over
     * @throws Exception whatever makes the child fail
     */
    void run(ChildContext context) throws Exception;
}
