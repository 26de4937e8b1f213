package dev.procession.examples;

import dev.procession.examples.journal.PrintJournal;
import dev.procession.examples.linecount.LineCount;
import dev.procession.examples.soak.SoakCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the case studies: one sub-command each.
 *
 * <p>Exit codes: 0 done, 1 the case study failed, 2 the command line was not understood. What goes wrong is said in one
 * line on the error stream; with {@value #DEBUG}=1 in the environment, the stack trace follows. A file's name may begin
 * with {@code @}.
 */
@Command(
        name = "procession",
        description = "Runs the case studies of Procession, multi-process programming for the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "bin/procession bench measures Procession beside its peers; bin/procession bench --help says more.",
            "bin/procession classpath prints the class path of Procession and its dependencies, for javac and java."
        },
        subcommands = {LineCount.class, PrintJournal.class, SoakCommand.class, HelpCommand.class})
public final class Main implements Runnable {
    private static final String DEBUG = "PROCESSION_DEBUG";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /**
     * Runs the sub-command that {@code arguments} name and exits with its code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The command line, with the rules of its messages and exit codes.
     *
     * @param more further sub-commands, of modules that this one does not know
     * @return what runs command lines
     */
    public static CommandLine commandLine(Object... more) {
        CommandLine main = new CommandLine(new Main());
        List.of(more).forEach(main::addSubcommand);
        main.getSubcommands().values().forEach(study -> study.getCommandSpec().versionProvider(new Version()));
        return main.setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::misunderstood)
                .setExecutionExceptionHandler(Main::failed);
    }

    /** Without a sub-command there is nothing to run. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a case study");
    }

    private static int misunderstood(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + oneLine(complaint(problem)) + ". Try '" + name + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        String message = failure.getMessage();
        String said = message == null ? failure.getClass().getName() : oneLine(message);
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + said);
        if ("1".equals(System.getenv(DEBUG))) {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String complaint(ParameterException problem) {
        boolean atTop = problem.getCommandLine().getParent() == null;
        if (atTop && problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            return "There is no case study '" + unmatched.getUnmatched().get(0) + "'";
        }
        String message = problem.getMessage();
        return message == null ? "The command line was not understood" : message;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** The version in the manifest of the jar that this class was loaded from. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"procession " + (version == null ? "(not packaged)" : version)};
        }
    }
}
