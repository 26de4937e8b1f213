package dev.procession.core.codec.internal;

import dev.procession.core.error.EncodingException;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Finds method references that would come back as others. Where a class has two to one method, with different type arguments,
 * the code by which javac has its lambdas decoded tells them apart by the method alone and makes the first of both, which
 * fails with a {@link ClassCastException} when it is called.
 */
final class ConfusedReferences {
    /** By the class of the function, of which each place in the source has its own: what it was found to come back as. */
    private static final ClassValue<Finding> FINDINGS = new ClassValue<>() {
        @Override
        protected Finding computeValue(Class<?> type) {
            return new Finding();
        }
    };

    /** What is known of one place in the source. */
    private static final class Finding {
        private volatile @Nullable String types;
    }

    private ConfusedReferences() {}

    /**
     * Throws if a function is a method reference that would come back as another.
     *
     * @param function the function
     * @param form its serialized form
     * @throws EncodingException that names both
     */
    static void requireNone(Object function, SerializedLambda form) {
        if (Names.isLambda(form)) {
            return; // each has a method of its own
        }
        Finding finding = FINDINGS.get(function.getClass());
        String types = finding.types;
        if (types == null) {
            types = typesOfCopy(function, form);
            finding.types = types;
        }
        if (!types.equals(form.getInstantiatedMethodType())) {
            throw new EncodingException("Cannot encode the method reference " + Names.ofFunction(form) + ": "
                    + Names.dotted(form.getCapturingClass())
                    + " has another reference to that method, with other types ("
                    + readable(types, function) + ", this one has "
                    + readable(form.getInstantiatedMethodType(), function)
                    + "), and javac's code takes one for the other when they are decoded: write this one as a lambda");
        }
    }

    private static String readable(String descriptor, Object function) {
        try {
            return MethodType.fromMethodDescriptorString(
                            descriptor, function.getClass().getClassLoader())
                    .toString();
        } catch (TypeNotPresentException e) {
            return descriptor;
        }
    }

    /** The types that it comes back with; its own where that cannot be tried. */
    private static String typesOfCopy(Object function, SerializedLambda form) {
        String own = form.getInstantiatedMethodType();
        try {
            ClassLoader loader = function.getClass().getClassLoader();
            Class<?> capturing = Class.forName(Names.dotted(form.getCapturingClass()), false, loader);
            Object copy = LambdaForms.revive(form, capturing);
            SerializedLambda again = copy == null ? null : LambdaForms.of(copy);
            return again == null ? own : again.getInstantiatedMethodType();
        } catch (ReflectiveOperationException | LinkageError e) {
            return own; // from another compiler, or in a module that lets nobody look
        }
    }
}
