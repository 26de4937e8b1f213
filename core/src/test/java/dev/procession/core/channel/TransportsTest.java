package dev.procession.core.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.core.channel.Transports.FoundTransports;
import dev.procession.core.error.TransportException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportsTest {
    private static final TransportProvider PIPE = new Sample("pipe", 1, null);
    private static final TransportProvider SOCKET = new Sample("socket", 50, null);
    private static final TransportProvider MMAP = new Sample("mmap", 60, null);

    @Test
    void aNameGivenWinsOverPropertyAndEnvironment() {
        assertEquals(
                SOCKET,
                choice(Map.of("procession.transport", "mmap"), Map.of("PROCESSION_TRANSPORT", "pipe"))
                        .choose("socket"));
    }

    @Test
    void thePropertyWinsOverTheEnvironment() {
        assertEquals(
                MMAP,
                choice(Map.of("procession.transport", "mmap"), Map.of("PROCESSION_TRANSPORT", "socket"))
                        .choose(null));
    }

    @Test
    void theEnvironmentWinsOverPipe() {
        assertEquals(
                SOCKET,
                choice(Map.of(), Map.of("PROCESSION_TRANSPORT", "socket")).choose(null));
    }

    @Test
    void pipeWinsOverAHigherPreference() {
        assertEquals(PIPE, choice(Map.of(), Map.of()).choose(null));
    }

    @Test
    void withoutPipeTheHighestPreferenceWins() {
        assertEquals(MMAP, choiceOf(SOCKET, MMAP).choose(null));
    }

    @Test
    void whatCannotWorkHereIsPassedOverUnlessItIsNamed() {
        TransportProvider blocked = new Sample("mmap", 60, "the flags are missing");
        assertEquals(SOCKET, choiceOf(SOCKET, blocked).choose(null));
        assertMessage(() -> choiceOf(SOCKET, blocked).choose("mmap"), "\"mmap\"", "the flags are missing");
    }

    @Test
    void aTieNamesBothAndTheWayOut() {
        assertMessage(
                () -> choiceOf(SOCKET, new Sample("mmap", 50, null)).choose(null),
                "socket (",
                "mmap (",
                "preference 50",
                "procession.transport");
    }

    @Test
    void aMissingOneNamesThePresentOnesAndTheDependency() {
        assertMessage(
                () -> choice(Map.of("procession.transport", "ring"), Map.of()).choose(null),
                "\"ring\"",
                "system property procession.transport",
                "present: mmap, pipe, socket",
                "dev.procession:procession-transport-<name>");
    }

    @Test
    void nothingPresentNamesTheDependencyOfTheDefault() {
        assertMessage(() -> choiceOf().choose(null), "none is on the class path", "procession-transport-pipe");
    }

    @Test
    void twoOfOneNameAreAnError() {
        assertMessage(() -> choiceOf(SOCKET, new Sample("socket", 1, null)).choose("socket"), "claimed by");
    }

    @Test
    void aProviderWhoseCheckThrowsDoesNotKeepTheOthersFromWorking() {
        TransportProvider thrower = new Sample("thrower", 99, null) {
            @Override
            public Optional<String> unavailableBecause() {
                throw new NoClassDefFoundError("org/example/Gone");
            }
        };
        assertEquals(SOCKET, choiceOf(SOCKET, thrower).choose(null));
        assertMessage(() -> choiceOf(SOCKET, thrower).choose("thrower"), "org/example/Gone");
    }

    @Test
    void aBrokenProviderOnTheClassPathDoesNotHideTheOthers(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(
                services.resolve(TransportProvider.class.getName()),
                List.of("org.example.Gone", Unbuildable.class.getName(), Found.class.getName()));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            FoundTransports found = Transports.find(loader);
            assertTrue(found.usable().stream().anyMatch(Found.class::isInstance));
            assertEquals(2, found.broken().size());
            assertEquals("found", Transports.choose("found", loader).name());
            assertMessage(() -> Transports.choose("gone", loader), "broken:", "org.example.Gone");
        }
    }

    @Test
    void byClassNameMakesANewOne() {
        ClassLoader loader = getClass().getClassLoader();
        assertInstanceOf(Found.class, Transports.byClassName(Found.class.getName(), loader));
    }

    @Test
    void byClassNameSaysWhatIsWrong() {
        ClassLoader loader = getClass().getClassLoader();
        assertMessage(() -> Transports.byClassName("org.example.Gone", loader), "org.example.Gone", "class path");
        assertMessage(() -> Transports.byClassName("java.lang.String", loader), "java.lang.String");
        assertMessage(() -> Transports.byClassName(Unbuildable.class.getName(), loader), "not today");
    }

    private static TransportChoice choice(Map<String, String> properties, Map<String, String> environment) {
        return new TransportChoice(
                new FoundTransports(List.of(MMAP, PIPE, SOCKET), List.of()), properties::get, environment::get);
    }

    private static TransportChoice choiceOf(TransportProvider... providers) {
        return new TransportChoice(new FoundTransports(List.of(providers), List.of()), name -> null, name -> null);
    }

    private static void assertMessage(Runnable call, String... parts) {
        String message = assertThrows(TransportException.class, call::run).getMessage();
        Arrays.stream(parts).forEach(part -> assertTrue(message.contains(part), () -> part + " in: " + message));
    }

    /** Found by name. */
    public static final class Found extends Sample {
        public Found() {
            super("found", 0, null);
        }
    }

    /** Cannot be made. */
    public static final class Unbuildable extends Sample {
        public Unbuildable() {
            super("unbuildable", 0, null);
            throw new IllegalStateException("not today");
        }
    }

    private static class Sample implements TransportProvider {
        private final String name;
        private final int preference;
        private final String reason;

        Sample(String name, int preference, String reason) {
            this.name = name;
            this.preference = preference;
            this.reason = reason;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int preference() {
            return preference;
        }

        @Override
        public Set<Trait> traits() {
            return Set.of();
        }

        @Override
        public Optional<String> unavailableBecause() {
            return Optional.ofNullable(reason);
        }

        @Override
        public Acceptor open(ChannelOptions options, LaunchLink link) {
            throw new UnsupportedOperationException("a sample has no acceptor, limit " + Duration.ZERO);
        }

        @Override
        public Channel connect(String address, ChannelOptions options, LaunchLink link, ChannelListener listener) {
            throw new UnsupportedOperationException("a sample has no channel");
        }
    }
}
