package dev.procession.core.connection;

/**
 * What {@link Connection#waitAny} can wait for: a {@link Connection} until it can be received from, a {@link
 * dev.procession.core.JvmProcess} until it has ended, a {@link Listener} until somebody has come. Only these implement it.
 */
public interface Waitable {}
