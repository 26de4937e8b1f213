package dev.procession.core.codec.internal;

import dev.procession.core.ProcessContext;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** What values, lambdas and errors are called in messages. Calls no user code that could fail unnoticed. */
public final class Names {
    private static final String LAMBDA = "lambda$";

    /** What is repeated of somebody else's words. */
    private static final int MOST_CHARS = 2_000;

    private Names() {}

    /**
     * Names a value by its class, or as the lambda that it is.
     *
     * @param value any value
     * @param lambda what it was written as, or null if it is no serializable lambda
     * @return for instance {@code com.example.Order} or {@code the lambda in com.example.Main.main}
     */
    static String of(Object value, @Nullable SerializedLambda lambda) {
        return lambda == null ? of(value.getClass()) : of(lambda);
    }

    /** Names a lambda or method reference, with its article and its kind. */
    static String of(SerializedLambda lambda) {
        return (isLambda(lambda) ? "the " : "the method reference ") + ofFunction(lambda);
    }

    /** Names a class without its package: {@code Order}, {@code Main$1}. */
    static String shortly(Class<?> type) {
        String name = type.getSimpleName();
        return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
    }

    /**
     * Names an error by class and message, for a message of ours.
     *
     * @param error any error
     * @return as it says itself, of which no more is repeated than the first 2,000 characters
     */
    public static String of(Throwable error) {
        try {
            String text = error.toString();
            return text.length() <= MOST_CHARS
                    ? text
                    : text.substring(0, MOST_CHARS) + "... (cut, it has " + text.length() + " characters)";
        } catch (RuntimeException | StackOverflowError e) {
            return error.getClass().getName();
        }
    }

    /** Names a class; one that was made for a lambda by the interface that the lambda implements. */
    static String of(Class<?> type) {
        if (!isLambda(type)) {
            return Bound.knownAs(type).getTypeName();
        }
        Class<?>[] interfaces = type.getInterfaces();
        return "a lambda of type " + (interfaces.length == 0 ? type.getName() : interfaces[0].getName());
    }

    /** Whether it was written as a lambda, not as a method reference. */
    static boolean isLambda(SerializedLambda lambda) {
        return lambda.getImplMethodName().startsWith(LAMBDA);
    }

    /** Whether a class was made by the JVM for a lambda or method reference. */
    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.getName().contains("$$Lambda");
    }

    /** Whether a class is a lambda's whose interface is not serializable. */
    static boolean isPlainLambda(Class<?> type) {
        return isLambda(type) && !Serializable.class.isAssignableFrom(type);
    }

    /**
     * Names a lambda or method reference.
     *
     * @param lambda its serialized form
     * @return {@code lambda in com.example.Main.main} or {@code com.example.Main::method}
     */
    public static String ofFunction(SerializedLambda lambda) {
        String type = dotted(lambda.getImplClass());
        String method = lambda.getImplMethodName();
        if (isLambda(lambda)) {
            return "lambda in " + type + enclosing(method);
        }
        return type + "::" + (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial ? "new" : method);
    }

    /** {@code lambda$main$7f6d5e65$1} stands in {@code main}; some compilers leave the name out. */
    private static String enclosing(String method) {
        String rest = method.substring(LAMBDA.length());
        String name = withoutLastPart(rest);
        if (name.matches(".+\\$[0-9a-f]{1,8}")) {
            name = withoutLastPart(name);
        }
        return switch (name) {
            case "", "null" -> "";
            case "new" -> "'s constructor";
            case "static" -> "'s static initialiser";
            default -> "." + name;
        };
    }

    /**
     * Says that a class is missing here, and how it gets here; the message may be read in another process.
     *
     * @param failure names the class
     * @return a clause
     */
    public static String missing(ClassNotFoundException failure) {
        ProcessContext here = ProcessContext.current();
        return "class " + failure.getMessage() + " is not on the class path of "
                + (here.isChild() ? "the child process " + here.name() + ", pid " : "process ") + here.pid()
                + ": add the jar or folder that has it. Where classPath(...) is called, it replaces the whole class path of"
                + " the children, and has to name that one too";
    }

    /**
     * Which class is missing that another one needs.
     *
     * @param failure any error
     * @return its name; null if the error does not say that a class is missing
     */
    static @Nullable String ofMissing(NoClassDefFoundError failure) {
        String name = failure.getMessage();
        return name == null || name.isEmpty() || name.indexOf(' ') >= 0 ? null : dotted(name);
    }

    private static String withoutLastPart(String name) {
        int dollar = name.lastIndexOf('$');
        return dollar < 0 ? "" : name.substring(0, dollar);
    }

    /** Whether the first captured value is the object around the lambda. */
    static boolean capturesThis(SerializedLambda lambda) {
        return lambda.getCapturedArgCount() > 0
                && lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && isLambda(lambda);
    }

    static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
