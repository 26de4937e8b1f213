package dev.procession.core.log.internal.child;

import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What SLF4J logs by in a child: SLF4J makes it, by the system property {@code slf4j.provider}, when a logger is first asked
 * for.
 */
public final class RelayProvider implements SLF4JServiceProvider, Supplier<Map<String, String>> {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new BasicMDCAdapter();
    private final ILoggerFactory loggers = new RelayLoggers();

    /** Made by SLF4J, by name. */
    public RelayProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        LogSender.mdcOf(this);
    }

    /** The calling thread's context. */
    @Override
    public Map<String, String> get() {
        Map<String, String> context = mdc.getCopyOfContextMap();
        return context == null ? Map.of() : context;
    }
}
