package dev.procession.core.codec.internal;

import dev.procession.core.error.ProcessionException;
import java.util.List;
import java.util.Set;

/** Which classes everyone may send, and which nobody may. */
public final class KnownClasses {
    private static final String OURS = "dev.procession.";

    /** Our own errors that are no {@link ProcessionException}, and what our errors hold: exact names, since not all are of core. */
    private static final Set<String> OUR_VALUES = Set.of(
            "dev.procession.core.DeathCertificate",
            "dev.procession.core.ExitStatus",
            "dev.procession.core.error.ErrorCode",
            "dev.procession.core.log.RemoteThrowable",
            "dev.procession.pool.RemoteStackTrace");

    private static final Module BASE = Object.class.getModule();

    /** Classes of java.base outside of the value packages, besides Throwables. */
    private static final Set<String> VALUES = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Class",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Record",
            "java.lang.Short",
            "java.lang.StackTraceElement",
            "java.lang.String",
            "java.lang.StringBuffer",
            "java.lang.StringBuilder",
            "java.lang.Void",
            "java.io.File",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetAddress",
            "java.net.InetSocketAddress",
            "java.net.SocketAddress",
            "java.net.URI",
            "sun.util.calendar.ZoneInfo");

    private static final Set<String> VALUE_PACKAGES = Set.of(
            "java.math",
            "java.time",
            "java.time.chrono",
            "java.time.temporal",
            "java.time.zone",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "java.util.regex");

    /** Harmless, and what a database hands out; not in java.base. */
    private static final Set<String> SQL_VALUES = Set.of("java.sql.Date", "java.sql.Time", "java.sql.Timestamp");

    private static final Set<String> NEVER = Set.of(
            "java.lang.invoke.SerializedLambda",
            "java.lang.reflect.Proxy",
            "java.net.URL",
            "javax.management.BadAttributeValueExpException",
            "java.security.SignedObject");

    /** Where the known chains that run code while they are decoded begin or pass. */
    private static final List<String> NEVER_UNDER = List.of(
            "bsh.",
            "clojure.core$",
            "clojure.inspector$",
            "com.mchange.",
            "com.rometools.rome.feed.impl.",
            "com.sun.",
            "groovy.util.Expando",
            "java.rmi.",
            "javassist.",
            "javax.imageio.",
            "javax.management.",
            "javax.media.jai.",
            "javax.naming.",
            "javax.script.",
            "javax.swing.",
            "jdk.",
            "org.apache.bcel.",
            "org.apache.click.",
            "org.apache.commons.beanutils.",
            "org.apache.commons.collections.functors.",
            "org.apache.commons.collections.keyvalue.",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.collections4.functors.",
            "org.apache.commons.collections4.keyvalue.",
            "org.apache.commons.collections4.map.LazyMap",
            "org.apache.commons.fileupload.",
            "org.apache.wicket.util.upload.",
            "org.apache.xalan.",
            "org.codehaus.groovy.runtime.",
            "org.hibernate.engine.spi.TypedValue",
            "org.hibernate.tuple.",
            "org.hibernate.type.",
            "org.jboss.interceptor.",
            "org.jboss.weld.interceptor.",
            "org.mozilla.javascript.",
            "org.python.core.",
            "org.springframework.aop.",
            "org.springframework.beans.factory.",
            "org.springframework.core.SerializableTypeWrapper",
            "sun.");

    private KnownClasses() {}

    /**
     * Whether a class belongs to the plain values of the JDK, or to the errors of Procession.
     *
     * @param type no array
     * @return true for values, collections and errors of java.base, and for our own errors
     */
    public static boolean isValue(Class<?> type) {
        String name = type.getName();
        if (name.startsWith(OURS)) {
            return OUR_VALUES.contains(name) || ProcessionException.class.isAssignableFrom(type);
        }
        if (type.getModule() == BASE) {
            return VALUES.contains(name)
                    || VALUE_PACKAGES.contains(type.getPackageName())
                    || (Throwable.class.isAssignableFrom(type) && name.startsWith("java."));
        }
        boolean isOfSql = "java.sql".equals(type.getModule().getName());
        return isOfSql && (SQL_VALUES.contains(name) || Throwable.class.isAssignableFrom(type));
    }

    /**
     * Whether a class is refused whatever was allowed.
     *
     * @param name its name
     * @return true for proxies, serialized lambdas and the classes that known attacks are made of
     */
    public static boolean isNever(String name) {
        if (NEVER.contains(name)) {
            return true;
        }
        if (VALUES.contains(name)) {
            return false;
        }
        for (String prefix : NEVER_UNDER) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
