package dev.procession.core.codec.internal;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Says where in a value the part is that cannot be serialized, and what to do about it. */
final class NotSerializable {
    /** Stands for a path through fields that is not known. */
    private static final String IN_A_FIELD = "?";

    /** Of which users have objects. */
    private static final Set<String> OUR_PACKAGES = Set.of(
            "dev.procession.core",
            "dev.procession.core.connection",
            "dev.procession.core.launch",
            "dev.procession.core.log",
            "dev.procession.pool");

    private NotSerializable() {}

    /**
     * Looks for the part.
     *
     * @param root the value
     * @param lambda its serialized form, if it is a lambda
     * @param culprit the class that the JDK complained of
     * @return a clause that names the part and the fix
     */
    static String explain(Object root, @Nullable SerializedLambda lambda, @Nullable String culprit) {
        if (culprit == null) {
            return "a part of it is not serializable";
        }
        if (lambda != null) {
            return explainLambda(lambda, culprit);
        }
        if (!(root instanceof Serializable)) {
            return "it is not Serializable. " + fix(root.getClass(), "");
        }
        FieldPath.Found found = FieldPath.find(root, Names.shortly(root.getClass()), culprit);
        return found == null
                ? "it holds a " + culprit + ", which is not Serializable. " + fix(ofPlatform(culprit), IN_A_FIELD)
                : found.path() + " (" + Names.of(found.type()) + ") is not Serializable. "
                        + fix(found.type(), found.path());
    }

    private static String explainLambda(SerializedLambda lambda, String culprit) {
        String name = Names.ofFunction(lambda);
        boolean capturesThis = Names.capturesThis(lambda);
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            FieldPath.Found found = captured == null ? null : FieldPath.find(captured, "", culprit);
            if (captured == null || found == null) {
                continue;
            }
            if (capturesThis && i == 0) {
                return explainThis(captured, found);
            }
            return captured(name, lambda, i + (capturesThis ? 0 : 1), captured) + at(found) + " is not Serializable. "
                    + (Names.isLambda(lambda) ? fix(found.type(), found.path()) : fixBefore(captured, found));
        }
        return "it captures a " + culprit + ", which is not Serializable. " + fix(ofPlatform(culprit), IN_A_FIELD);
    }

    /** What can be done about the object before {@code ::}. */
    private static String fixBefore(Object captured, FieldPath.Found found) {
        String fix = fix(found.type(), found.path());
        boolean hasNoOtherFix = FieldPath.isOfJdk(captured.getClass())
                || Names.isPlainLambda(found.type())
                || Bound.adviceOn(found.type()) != null;
        if (hasNoOtherFix) {
            return fix;
        }
        return isUndeclared(found.type())
                ? "Make the method static, or move it to a class that implements java.io.Serializable"
                : "Make the method static, or: " + fix;
    }

    /** Whether a class can be that of a source file without a class declaration, which can implement nothing. */
    private static boolean isUndeclared(Class<?> type) {
        return type.getPackageName().isEmpty()
                && Modifier.isFinal(type.getModifiers())
                && type.getEnclosingClass() == null
                && type.getSuperclass() == Object.class
                && type.getInterfaces().length == 0;
    }

    private static String captured(String name, SerializedLambda lambda, int number, Object captured) {
        boolean isReference = !Names.isLambda(lambda);
        String what =
                isReference ? "the object before :: of " + name : "captured variable " + number + " of the " + name;
        return what + ", type " + Names.of(captured.getClass());
    }

    private static String at(FieldPath.Found found) {
        return found.path().isEmpty() ? "" : " -> field `" + found.path() + "`, type " + Names.of(found.type());
    }

    private static String explainThis(Object captured, FieldPath.Found found) {
        String type = Names.of(captured.getClass());
        return "it captures `this` (" + type + ") because it uses a field or method of it"
                + (found.path().isEmpty() ? "" : ", and `this`" + at(found) + " is not Serializable")
                + (Bound.adviceOn(found.type()) == null
                        ? "; make that field or method static, copy what it needs into a local variable first or "
                                + fixThis(captured.getClass(), found)
                        : ". " + fix(found.type(), found.path()));
    }

    private static String fixThis(Class<?> type, FieldPath.Found found) {
        if (!found.path().isEmpty()) {
            return "mark the field transient";
        }
        return isUndeclared(type) ? "move it to a class that is Serializable" : "make the class Serializable";
    }

    /** The class of the JDK with this name; null if there is none. */
    private static @Nullable Class<?> ofPlatform(String name) {
        try {
            return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static String serializableKin(Class<?> lambda) {
        if (Runnable.class.isAssignableFrom(lambda)) {
            return "RemoteRunnable";
        }
        return Callable.class.isAssignableFrom(lambda) ? "RemoteCallable" : "RemoteFunction";
    }

    /** What can be done depends on whose class it is and on how it got in. */
    private static String fix(@Nullable Class<?> type, String path) {
        if (type == null) {
            return "Make the class implement java.io.Serializable, mark the field transient, or leave it out";
        }
        String advice = Bound.adviceOn(type);
        if (advice != null) {
            return advice;
        }
        if (Names.isPlainLambda(type)) {
            return "Declare the lambda with a serializable interface, such as " + serializableKin(type);
        }
        if (Future.class.isAssignableFrom(type)) {
            return "A future belongs to this process: wait for its result and send that";
        }
        if (path.contains("this$")) {
            return "It is the object around an inner or anonymous class: make the class static, or use a lambda that"
                    + " does not touch `this`";
        }
        if (Path.class.isAssignableFrom(type)) {
            return "Send path.toString(), and make it a Path again inside the function";
        }
        if (FieldPath.isOfJdk(type)) {
            return fixOfJdk(type, path);
        }
        if (OUR_PACKAGES.contains(type.getPackageName())) {
            return "It is a class of Procession that stays in its process: make another one where it is needed, or send"
                    + " what is needed from it";
        }
        if (type.isAnonymousClass()) {
            return "It is an anonymous class: use a record that implements java.io.Serializable in its stead";
        }
        String orTransient = path.isEmpty() ? "" : ", mark the field transient,";
        return "Make " + Names.of(type) + " implement java.io.Serializable" + orTransient
                + " or send what is needed from it";
    }

    /** Nobody can make a class of the JDK serializable. */
    private static String fixOfJdk(Class<?> type, String path) {
        if (type.getName().startsWith("java.util.Optional")) {
            return "Send what is in it instead, or null";
        }
        if (BaseStream.class.isAssignableFrom(type)) {
            return "Collect it into a list first";
        }
        String copy = copyOf(type);
        if (copy != null) {
            return "It is a part or a view of another object: copy it, " + copy;
        }
        return "Make it inside the function" + (path.isEmpty() ? "" : ", mark the field transient,")
                + " or send what it is made from";
    }

    /** How to make one that is serializable of what is not; null if there is no such way. */
    private static @Nullable String copyOf(Class<?> type) {
        if (Set.class.isAssignableFrom(type)) {
            return "new LinkedHashSet<>(it)";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "new ArrayList<>(it)";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "new LinkedHashMap<>(it)";
        }
        return Map.Entry.class.isAssignableFrom(type) ? "new AbstractMap.SimpleEntry<>(it)" : null;
    }
}
