package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;
import static dev.procession.it.misuse.Misuse.ofNull;

import dev.procession.core.connection.Connection;
import dev.procession.core.connection.ConnectionOptions;
import dev.procession.core.connection.Listener;
import dev.procession.core.connection.Pipe;
import dev.procession.core.connection.Waitable;
import dev.procession.core.error.AuthenticationException;
import dev.procession.core.error.BufferTooShortException;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.EndOfStreamException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.text.ChoiceFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What can be wrong with pipes, listeners and connections. */
@SuppressWarnings("NullAway") // what callers without a checker may pass
final class ConnectionMisuses {
    private static final Class<IllegalArgumentException> ILLEGAL = IllegalArgumentException.class;
    private static final ConnectionOptions STANDARD = ConnectionOptions.standard();
    private static final byte[] KEY = Listener.newKey();

    private ConnectionMisuses() {}

    /** What is done with two ends. */
    private interface Deed {
        void with(Connection<Object> first, Connection<Object> second) throws Exception;
    }

    static Stream<Misuse> all(Path empty) {
        return Stream.of(options(), keys(empty), addresses(empty), waits(), messages(), ends())
                .flatMap(List::stream);
    }

    private static List<Misuse> options() {
        return List.of(
                of(
                        "maxMessageBytes(-1)",
                        ILLEGAL,
                        "maxMessageBytes is -1, it must lie between 0 and 2147483583",
                        () -> STANDARD.maxMessageBytes(-1)),
                of(
                        "handshakeLimit(0 s)",
                        ILLEGAL,
                        "handshakeLimit is PT0S, it must be more than zero",
                        () -> STANDARD.handshakeLimit(Duration.ZERO)),
                of(
                        "allow(com.*)",
                        ILLEGAL,
                        "\"com\\.\\*\" is neither .*: write it as com.example.Order, or",
                        () -> STANDARD.allow("com.*")),
                ofNull("allow(null)", "the pattern of classes", () -> STANDARD.allow(null)),
                ofNull(
                        "allowSourceOf(null)",
                        "the class whose source is to be allowed",
                        () -> STANDARD.allowSourceOf(null)),
                ofNull("Pipe.open(null)", "options", () -> Pipe.open(null)));
    }

    private static List<Misuse> keys(Path empty) {
        return List.of(
                ofNull("Listener.bind(null)", "key", () -> Listener.bind((byte[]) null)),
                of(
                        "Listener.bind(a key of 15 bytes)",
                        ILLEGAL,
                        "The key has 15 bytes, .*at least 16 .*: Listener.newKey\\(\\) makes one",
                        () -> Listener.bind(new byte[15])),
                of(
                        "connect with a key of 3 bytes",
                        ILLEGAL,
                        "The key has 3 bytes, .*at least 16 .*: Listener.newKey\\(\\) makes one",
                        () -> Connection.connect(UnixDomainSocketAddress.of(empty.resolve("s")), new byte[3])),
                of(
                        "connect with another key",
                        AuthenticationException.class,
                        "has another key, or has been closed.*: give both sides the same key",
                        () -> {
                            try (Listener listener = Listener.bind(KEY)) {
                                Connection.connect(listener.address(), Listener.newKey());
                            }
                        }));
    }

    private static List<Misuse> addresses(Path empty) {
        SocketAddress none = UnixDomainSocketAddress.of(empty.resolve("none"));
        SocketAddress deep = UnixDomainSocketAddress.of(empty.resolve("none/s"));
        SocketAddress longest = UnixDomainSocketAddress.of(empty.resolve("x".repeat(90)));
        SocketAddress far = new InetSocketAddress("0.0.0.0", 0);
        SocketAddress odd = new SocketAddress() {
            private static final long serialVersionUID = 1L;
        };
        return List.of(
                ofNull("Listener.bind(null, key)", "address", () -> Listener.bind((SocketAddress) null, KEY)),
                of(
                        "Listener at a path too long",
                        ConnectionException.class,
                        "has \\d{3} bytes, .* no more than 103: choose a shorter one",
                        () -> Listener.bind(longest, KEY)),
                of(
                        "Listener in a folder that is not there",
                        ConnectionException.class,
                        empty + "/none/s, whose folder is not there: make that first",
                        () -> Listener.bind(deep, KEY)),
                of(
                        "Listener at an odd address",
                        ILLEGAL,
                        "is neither a UnixDomainSocketAddress nor an InetSocketAddress",
                        () -> Listener.bind(odd, KEY)),
                of(
                        "Listener beyond this machine",
                        ILLEGAL,
                        "0\\.0\\.0\\.0.*is beyond this machine.*ConnectionOptions.standard\\(\\).anyAddress\\(\\)",
                        () -> Listener.bind(far, KEY)),
                of(
                        "Listener at an address in use",
                        ConnectionException.class,
                        "in use\\): choose another address",
                        () -> {
                            try (Listener listener = Listener.bind(KEY);
                                    Listener second = Listener.bind(listener.address(), KEY)) {
                                second.refused();
                            }
                        }),
                of(
                        "connect where nobody listens",
                        ConnectionException.class,
                        empty + "/none.*cannot be reached: .*; a Listener has to be there first",
                        () -> Connection.connect(none, KEY)),
                of(
                        "connect to a host that has no address",
                        ConnectionException.class,
                        "no-such-host.invalid.*cannot be resolved: correct it",
                        () -> Connection.connect(InetSocketAddress.createUnresolved("no-such-host.invalid", 1), KEY)),
                of(
                        "accept on a closed listener",
                        ConnectionException.class,
                        "The listener at .* is closed: bind another",
                        () -> {
                            Listener listener = Listener.bind(KEY);
                            listener.close();
                            listener.accept();
                        }));
    }

    private static List<Misuse> waits() {
        return List.of(
                ofNull(
                        "waitAny(null, limit)",
                        "the collection of what to wait for",
                        () -> Connection.waitAny((Collection<Waitable>) null, Duration.ZERO)),
                ofNull(
                        "waitAny(a null, limit)",
                        "something in the collection of what to wait for",
                        () -> Connection.waitAny(Arrays.asList((Waitable) null), Duration.ZERO)),
                ofNull("waitAny(objects, null)", "limit", () -> Connection.waitAny(List.of(), null)));
    }

    private static Misuse piped(String words, Class<? extends Throwable> type, String message, Deed deed) {
        return of(words, type, message, () -> {
            try (Pipe<Object> pipe = Pipe.open(STANDARD.maxMessageBytes(1_000))) {
                deed.with(pipe.first(), pipe.second());
            }
        });
    }

    private static List<Misuse> messages() {
        return List.of(
                piped(
                        "send what is not Serializable",
                        EncodingException.class,
                        "java.lang.Object: it is not Serializable. Make it inside the function or send",
                        (first, second) -> first.send(new Object())),
                piped(
                        "send a pipe as a whole",
                        EncodingException.class,
                        "A Pipe cannot be sent as a whole: send one of its ends",
                        (first, second) -> {
                            try (Pipe<Object> whole = Pipe.open()) {
                                first.send(whole);
                            }
                        }),
                piped(
                        "send more than maxMessageBytes",
                        ConnectionException.class,
                        "\\d bytes or more is to be sent, the limit is 1000: .*Send it in parts, or raise the limit",
                        (first, second) -> first.send(new byte[2_000])),
                piped(
                        "sendBytes more than maxMessageBytes",
                        ConnectionException.class,
                        "2000 bytes or more is to be sent, the limit is 1000: .*Send it in parts",
                        (first, second) -> first.sendBytes(new byte[2_000])),
                piped(
                        "sendBytes(null)",
                        NullPointerException.class,
                        "^bytes is null$",
                        (first, second) -> first.sendBytes(null)),
                piped(
                        "sendBytes beyond the array",
                        IndexOutOfBoundsException.class,
                        "5.*6.*10",
                        (first, second) -> first.sendBytes(new byte[10], 5, 6)),
                piped(
                        "receive() where bytes come",
                        ConnectionException.class,
                        "The next message is 3 bytes, not an object: .* by receiveBytes\\(\\)",
                        (first, second) -> {
                            first.sendBytes(new byte[3]);
                            second.receive();
                        }),
                piped(
                        "receiveBytes() where an object comes",
                        ConnectionException.class,
                        "an object, not bytes: .* by receive\\(\\)",
                        (first, second) -> {
                            first.send("a");
                            second.receiveBytes();
                        }),
                piped(
                        "receiveBytes into too short an array",
                        BufferTooShortException.class,
                        "3 .*2",
                        (first, second) -> {
                            first.sendBytes(new byte[3]);
                            second.receiveBytes(new byte[2], 0);
                        }),
                piped(
                        "receive a class that was not allowed",
                        DecodingException.class,
                        "java.text.ChoiceFormat .* refused.*allow\\(\"java.text.ChoiceFormat\"\\)",
                        (first, second) -> {
                            first.send(new ChoiceFormat("0#none"));
                            second.receive();
                        }),
                piped(
                        "receive a class that is never accepted",
                        DecodingException.class,
                        "javax.management.Attribute .* is refused: .* Send a plain value",
                        (first, second) -> {
                            first.send(new javax.management.Attribute("a", 1));
                            second.receive();
                        }));
    }

    private static List<Misuse> ends() {
        return List.of(
                piped(
                        "send on a closed end",
                        ConnectionException.class,
                        "This connection is closed: open another one",
                        (first, second) -> {
                            first.close();
                            first.send(1);
                        }),
                piped(
                        "receive when the other end is closed",
                        EndOfStreamException.class,
                        "the other end was closed by ",
                        (first, second) -> {
                            first.close();
                            second.receive();
                        }),
                piped("poll(null)", NullPointerException.class, "^limit is null$", (first, second) -> first.poll(null)),
                of(
                        "receive on the sender of a one-way pipe",
                        UnsupportedOperationException.class,
                        "only sends and cannot receive: use the other end, or Pipe.open\\(\\)",
                        () -> {
                            try (Pipe.OneWay<Object> pipe = Pipe.simplex()) {
                                pipe.sender().receive();
                            }
                        }),
                of(
                        "send on the receiver of a one-way pipe",
                        UnsupportedOperationException.class,
                        "only receives and cannot send: use the other end, or Pipe.open\\(\\)",
                        () -> {
                            try (Pipe.OneWay<Object> pipe = Pipe.simplex()) {
                                pipe.receiver().send(1);
                            }
                        }),
                of(
                        "poll on the sender of a one-way pipe",
                        UnsupportedOperationException.class,
                        "only sends and cannot receive: use the other end",
                        () -> {
                            try (Pipe.OneWay<Object> pipe = Pipe.simplex()) {
                                pipe.sender().poll();
                            }
                        }));
    }
}
