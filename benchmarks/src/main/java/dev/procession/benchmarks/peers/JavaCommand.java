package dev.procession.benchmarks.peers;

import dev.procession.core.channel.TransportProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Command lines of JVMs with the class path of this one. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * A program of ours in a JVM of its own.
     *
     * @param options the JVM's
     * @param program has a main method
     * @param arguments what it is given
     * @return the command line
     */
    public static List<String> of(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * What the library of a transport needs of its JVM.
     *
     * @param transport its name
     * @return the options; none if there is no such transport
     */
    public static List<String> optionsFor(String transport) {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(transport))
                .flatMap(provider -> provider.childOptions(Runtime.version().feature()).stream())
                .toList();
    }
}
