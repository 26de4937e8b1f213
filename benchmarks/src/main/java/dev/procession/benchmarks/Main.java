package dev.procession.benchmarks;

import picocli.CommandLine;

/** The command line of the case studies with one more sub-command, {@code bench}. */
public final class Main {
    private Main() {}

    /**
     * Runs the sub-command that {@code arguments} name and exits with its code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return dev.procession.examples.Main.commandLine(new BenchCommand());
    }
}
