package dev.procession.core.codec.internal;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Between serializable lambdas and their serialized forms, by the two methods that Java serialization calls for that: one that
 * the JVM gives to the class of each such lambda, one that the compiler puts into each class in which such lambdas stand.
 */
final class LambdaForms {
    private static final String TO_FORM = "writeReplace";

    private static final String FROM_FORM = "$deserializeLambda$";

    /** By the class of a lambda, of which each place in the source has its own. */
    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            return new Form(toForm(type));
        }
    };

    /** How objects of one class tell their form; null if they have none, or their module lets nobody look. */
    private record Form(@Nullable Method teller) {}

    private LambdaForms() {}

    /**
     * The form of a lambda or method reference.
     *
     * @param value any value
     * @return its form; null if it is something else, not serializable, or in a module that lets nobody look
     */
    static @Nullable SerializedLambda of(Object value) {
        Method teller =
                Names.isLambda(value.getClass()) ? FORMS.get(value.getClass()).teller() : null;
        try {
            return teller != null && teller.invoke(value) instanceof SerializedLambda form ? form : null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return null; // Java serialization, which calls the same, will say why
        }
    }

    private static @Nullable Method toForm(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod(TO_FORM);
            return method.trySetAccessible() ? method : null;
        } catch (NoSuchMethodException | LinkageError e) {
            return null;
        }
    }

    /**
     * Makes the lambda of a form. Runs the static initialiser of the class that it stands in.
     *
     * @param form its form
     * @param capturing the class that it stands in
     * @return the lambda
     * @throws ReflectiveOperationException if that class has none like it, or its code failed
     */
    static @Nullable Object revive(SerializedLambda form, Class<?> capturing) throws ReflectiveOperationException {
        Method method = capturing.getDeclaredMethod(FROM_FORM, SerializedLambda.class);
        if (!method.trySetAccessible()) {
            throw new IllegalAccessException("module " + capturing.getModule().getName() + " does not open package "
                    + capturing.getPackageName() + ": add --add-opens for it");
        }
        return method.invoke(null, form);
    }
}
