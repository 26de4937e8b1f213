package dev.procession.core.log;

/** By which interface something was logged. */
public enum LogFacade {
    /** {@code java.util.logging}, {@code System.Logger} included unless the child's class path leads that elsewhere. */
    JUL,

    /** SLF4J. */
    SLF4J
}
