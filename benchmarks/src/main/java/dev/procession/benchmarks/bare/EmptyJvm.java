package dev.procession.benchmarks.bare;

import java.io.IOException;

/** A JVM that does nothing: answers each line by 0, after a collection, and waits for the next. */
public final class EmptyJvm {
    private EmptyJvm() {}

    /**
     * Runs until the standard input ends.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println(0);
        for (int read = System.in.read(); read >= 0; read = System.in.read()) {
            if (read == '\n') {
                System.gc();
                System.out.println(0);
            }
        }
    }
}
