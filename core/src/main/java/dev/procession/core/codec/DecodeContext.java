package dev.procession.core.codec;

/**
 * What decoding may use.
 *
 * @param loader the class loader that class names are resolved with
 * @param filter the classes that may be made, and how large an object graph may grow
 */
public record DecodeContext(ClassLoader loader, ClassFilter filter) {}
