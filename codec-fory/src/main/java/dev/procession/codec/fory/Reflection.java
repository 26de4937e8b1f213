package dev.procession.codec.fory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Member;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** The ways into listed classes. */
final class Reflection {
    private Reflection() {}

    /** Makes a member reachable, or says what is to be opened. */
    static <T extends AccessibleObject & Member> void open(T member) {
        try {
            member.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            Class<?> owner = member.getDeclaringClass();
            throw new IllegalStateException(
                    "Class " + owner.getName() + " is in module "
                            + owner.getModule().getName()
                            + ", which does not open its package to reflection: add \"opens " + owner.getPackageName()
                            + ";\" to its module-info, or --add-opens on the command line",
                    e);
        }
    }

    /** A record's constructor, as a function of its components' array. */
    static MethodHandle constructorOf(Class<?> record) {
        try {
            Class<?>[] types = Arrays.stream(record.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> canonical = record.getDeclaredConstructor(types);
            open(canonical);
            return MethodHandles.lookup()
                    .unreflectConstructor(canonical)
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The constructor of " + record.getName() + " cannot be reached: " + e, e);
        }
    }

    /**
     * What makes an empty object: the constructor without arguments, if the class has one, so that fields which do not travel
     * have their first values; else none of the class's code runs, as with Java serialization.
     */
    static Constructor<?> makerOf(Class<?> type) {
        try {
            Constructor<?> own = type.getDeclaredConstructor();
            open(own);
            return own;
        } catch (NoSuchMethodException e) {
            return bareMakerOf(type);
        }
    }

    /** By reflection, since compilers warn of the class, in a way that cannot be switched off. */
    private static Constructor<?> bareMakerOf(Class<?> type) {
        try {
            Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
            Object instance = factory.getMethod("getReflectionFactory").invoke(null);
            Object maker = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                    .invoke(instance, type, Object.class.getConstructor());
            return (Constructor<?>) maker;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Objects of " + type.getName()
                            + " cannot be made without a constructor here, which module jdk.unsupported is"
                            + " needed for: give the class a constructor without arguments",
                    e);
        }
    }
}
