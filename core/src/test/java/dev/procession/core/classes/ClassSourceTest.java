package dev.procession.core.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassSourceTest {
    private static final String NAME = Sample.class.getName();

    /** What is sent from loader to loader. */
    static final class Sample {
        private Sample() {}
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    /** Has classes in memory, as JShell has, and does not ask its parent for them. */
    private static final class InMemory extends ClassLoader {
        private final Map<String, byte[]> files = new HashMap<>();
        private final boolean gives;

        InMemory(boolean gives) throws IOException {
            super(ClassSourceTest.class.getClassLoader());
            this.gives = gives;
            files.put(NAME, bytes(Sample.class));
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] file = files.get(name);
            Class<?> known = findLoadedClass(name);
            if (known != null || file == null) {
                return known != null ? known : super.loadClass(name, resolve);
            }
            return defineClass(name, file, 0, file.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] file = files.get(name.replace('/', '.').replaceFirst("\\.class$", ""));
            return file != null && gives ? new ByteArrayInputStream(file) : null;
        }
    }

    private static ClassSource over(ClassLoader loader) {
        ClassSource source = new ClassSource();
        source.add(loader);
        return source;
    }

    @Test
    void onlyLoadersBesideTheApplicationsAreAsked() {
        ClassSource source = new ClassSource();
        source.add(null);
        source.add(ClassLoader.getSystemClassLoader());
        source.add(ClassLoader.getPlatformClassLoader());

        assertThat(source.isNeeded()).isFalse();
        assertThat(source.find(NAME).bytes()).isEmpty();
        assertThat(source.find("java.lang.String").problem()).isEmpty();
    }

    @Test
    void aClassInMemoryIsGivenAndLoadedAtTheOtherEnd() throws Exception {
        ClassSource source = over(new InMemory(true));
        ClassLoader other = new FetchingClassLoader(ClassLoader.getPlatformClassLoader(), source::find);

        Class<?> loaded = Class.forName(NAME, true, other);

        assertThat(source.isNeeded()).isTrue();
        assertThat(loaded.getClassLoader()).isSameAs(other);
        try (InputStream again = other.getResourceAsStream(NAME.replace('.', '/') + ".class")) {
            assertThat(again.readAllBytes()).isEqualTo(bytes(Sample.class));
        }
        assertThat(other.getResourceAsStream("no/such.txt")).isNull();
    }

    @Test
    void aClassThatItsLoaderDoesNotGiveIsRefusedWithTheReason() throws Exception {
        ClassSource source = over(new InMemory(false));

        assertThatThrownBy(() -> new FetchingClassLoader(null, source::find).loadClass(NAME))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageStartingWith(NAME + " (its loader ")
                .hasMessageContaining("gives no class file");
    }

    @Test
    void whatIsNotThereIsMissingByItsBareName() throws Exception {
        ClassSource source = over(new InMemory(true));

        assertThatThrownBy(() -> new FetchingClassLoader(null, source::find).loadClass("no.such.Type"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessage("no.such.Type");
        for (String name : new String[] {"", "../../etc/passwd", "[I", NAME.replace('.', '/')}) {
            assertThat(source.find(name).bytes()).as(name).isEmpty();
        }
    }

    @Test
    void aClassOfTheApplicationIsNotGivenButSaidToBeThere() {
        assertThatThrownBy(() -> new FetchingClassLoader(null, new ClassSource()::find).loadClass(NAME))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessage(NAME + " (process " + ProcessHandle.current().pid() + " has it on its class path)");
    }

    @Test
    void onlyTheNewestLoadersAreKept() throws Exception {
        ClassSource source = over(new InMemory(true));
        for (int i = 0; i < 64; i++) {
            source.add(new ClassLoader(null) {});
        }

        assertThat(source.find(NAME).bytes()).isEmpty();
    }

    @Test
    void whateverALoaderThrowsIsPartOfTheAnswer() {
        ClassLoader broken = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) {
                throw new AssertionError("x".repeat(100_000));
            }
        };
        ClassAnswer answer = over(broken).find(NAME);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.problem())
                .contains("a class loader", "AssertionError")
                .hasSizeLessThan(5_000);
    }
}
