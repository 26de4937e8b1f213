package dev.procession.it.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.Codec;
import dev.procession.core.codec.DecodeContext;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.LeakGuard;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A codec that a user has registered as a service. */
@ExtendWith(LeakGuard.class)
class UsersCodecIT {
    @TempDir
    private Path folder;

    /** What nothing else can carry. */
    static final class Celsius {
        final int degrees;

        Celsius(int degrees) {
            this.degrees = degrees;
        }
    }

    /** Carries it. */
    public static final class CelsiusCodec implements Codec {
        /** Made by its class name. */
        public CelsiusCodec() {}

        @Override
        public String name() {
            return "celsius";
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Celsius;
        }

        @Override
        public void encode(Object value, ByteSink sink) {
            sink.writeInt(((Celsius) value).degrees);
        }

        @Override
        public Object decode(ByteSource source, DecodeContext context) {
            return new Celsius(source.readInt());
        }
    }

    @Test
    void workersMakeTheCodecsThatTheirParentHasFound() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(Codec.class.getName()), CelsiusCodec.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            try (ProcessPool pool = ProcessPool.builder().processes(1).build()) {
                Celsius warmer = pool.apply(cold -> new Celsius(cold.degrees + 20), new Celsius(1));
                assertThat(warmer.degrees).isEqualTo(21);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
