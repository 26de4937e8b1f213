package dev.procession.core.codec.internal;

import java.lang.reflect.Proxy;

/** The class of dynamic proxies, for streams of a trusted peer only. */
final class Proxies {
    private Proxies() {}

    @SuppressWarnings("deprecation") // the replacement wants an invocation handler, which the stream brings later
    static Class<?> of(ClassLoader loader, Class<?>... interfaces) throws ClassNotFoundException {
        try {
            return Proxy.getProxyClass(loader, interfaces);
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("a proxy of these interfaces cannot be made: " + e.getMessage(), e);
        }
    }
}
