package dev.procession.it.misuse;

import static dev.procession.it.misuse.Misuse.of;

import dev.procession.core.JvmProcess;
import dev.procession.core.connection.Listener;
import dev.procession.core.error.ConnectionException;
import dev.procession.core.error.TransportException;
import dev.procession.pool.ProcessPool;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** System properties that make no sense: each is named with its value. */
final class PropertyMisuses {
    private static final Class<IllegalArgumentException> ILLEGAL = IllegalArgumentException.class;

    private PropertyMisuses() {}

    private static Misuse set(
            String property, String value, Class<? extends Throwable> type, String message, ThrowingCallable call) {
        return of("-D" + property + "=" + value, type, message, () -> {
            String before = System.getProperty(property);
            System.setProperty(property, value);
            try {
                call.call();
            } finally {
                if (before == null) {
                    System.clearProperty(property);
                } else {
                    System.setProperty(property, before);
                }
            }
        });
    }

    private static void build() {
        ProcessPool.builder().processes(1).build().close();
    }

    private static void build(String transport) {
        ProcessPool.builder().processes(1).transport(transport).build().close();
    }

    private static void start() {
        JvmProcess.builder().target(() -> {}).prepareSpares(1000);
    }

    static List<Misuse> all() {
        Class<TransportException> transport = TransportException.class;
        return List.of(
                set(
                        "procession.transport",
                        "pigeon",
                        transport,
                        "\"pigeon\" \\(from the system property procession.transport\\).*; name one that is present",
                        PropertyMisuses::build),
                set(
                        "procession.debug",
                        "maybe",
                        ILLEGAL,
                        "property procession.debug is 'maybe': it can be off, listen or suspend",
                        PropertyMisuses::build),
                set(
                        "procession.jvmOptions",
                        "-cp x",
                        ILLEGAL,
                        "property procession.jvmOptions has -cp, .*: call classPath",
                        PropertyMisuses::build),
                set(
                        "procession.startMethod",
                        "fork",
                        ILLEGAL,
                        "property procession.startMethod is 'fork': it can be spawn or warm",
                        () -> JvmProcess.builder().target(() -> {}).build()),
                set(
                        "procession.spares",
                        "many",
                        ILLEGAL,
                        "property procession.spares is 'many': it can be a whole number from 0",
                        PropertyMisuses::start),
                set(
                        "procession.connection.address",
                        "ftp",
                        ConnectionException.class,
                        "property procession.connection.address is 'ftp': it can be unix or tcp",
                        () -> Listener.bind(Listener.newKey()).close()),
                set(
                        "procession.mmap.quota",
                        "much",
                        transport,
                        "-Dprocession.mmap.quota=much is no number of bytes; say for instance",
                        () -> build("mmap")),
                set(
                        "procession.mmap.folder",
                        "/no/such/folder",
                        transport,
                        "/no/such/folder, .*; name one that is with -Dprocession.mmap",
                        () -> build("mmap")),
                set(
                        "procession.mmap.journal",
                        "/no/such/folder",
                        transport,
                        "/no/such/folder, .*; name one that is with -Dprocession.mmap",
                        () -> build("mmap")),
                set(
                        "procession.ring.bytes",
                        "5000",
                        transport,
                        "-Dprocession.ring.bytes=5000 is no power of two from 4096 to 536870912",
                        () -> build("ring")),
                set(
                        "procession.socket.address",
                        "carrier:1",
                        transport,
                        "\"carrier:1\" is no socket address: it is unix: .*, tcp: ",
                        () -> build("socket")));
    }
}
