package dev.procession.transport.mmap.internal.chronicle;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * The JDK's packages that Chronicle reaches into, and the ways to open them: by options of the command line, or from inside a
 * JVM that was started without.
 */
public final class JdkPackages {
    private static final String OPENED = "java.lang.reflect";
    private static final List<String> EXPORTED = List.of("sun.nio.ch", "jdk.internal.ref");

    /** The first Java that warns of native access. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private JdkPackages() {}

    /**
     * The options that open them, and keep the JDK from warning of what Chronicle does.
     *
     * @param javaVersion the feature version of the Java that will be given the options
     * @return the options, which that version knows
     */
    public static List<String> options(int javaVersion) {
        List<String> options = new ArrayList<>();
        options.add("--add-opens=java.base/" + OPENED + "=ALL-UNNAMED");
        for (String name : EXPORTED) {
            options.add("--add-exports=java.base/" + name + "=ALL-UNNAMED");
        }
        if (javaVersion >= WARNS_OF_NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED");
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return List.copyOf(options);
    }

    /**
     * Opens them in this JVM, unless they are open. On Java 24 and newer the JDK warns of it, once.
     *
     * @throws ReflectiveOperationException if this Java offers no way
     */
    static void open() throws ReflectiveOperationException {
        Module base = Object.class.getModule();
        Module own = JdkPackages.class.getModule();
        if (base.isOpen(OPENED, own) && EXPORTED.stream().allMatch(name -> base.isExported(name, own))) {
            return;
        }
        MethodHandles.Lookup trusted = trustedLookup();
        MethodType named = MethodType.methodType(void.class, String.class);
        MethodHandle opens = trusted.findVirtual(Module.class, "implAddOpensToAllUnnamed", named);
        MethodHandle exports = trusted.findVirtual(Module.class, "implAddExportsToAllUnnamed", named);
        try {
            opens.invoke(base, OPENED);
            for (String name : EXPORTED) {
                exports.invoke(base, name);
            }
        } catch (Throwable e) {
            throw new ReflectiveOperationException("the module java.base refuses", e);
        }
    }

    /** The lookup that may do anything. By reflection throughout: javac forbids the name of Unsafe. */
    private static MethodHandles.Lookup trustedLookup() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        Object unsafe = instance.get(null);
        Field lookup = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, lookup);
        Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, lookup);
        return (MethodHandles.Lookup)
                type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
    }
}
