package dev.procession.core.log.internal.child;

import dev.procession.core.codec.internal.StackText;
import dev.procession.core.log.LogFacade;
import dev.procession.core.log.RelayedLogRecord;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.RemoteThrowable;
import java.util.List;
import java.util.Map;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** The root handler of {@code java.util.logging} in a child. */
public final class RelayHandler extends Handler {
    private static final Formatter MESSAGES = new MessageOnly();

    /** Made by the log manager, by name. */
    public RelayHandler() {}

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        LogSender sender = LogSender.shared();
        if (!sender.enter()) {
            return;
        }
        try {
            sender.send(relayed(logged));
        } catch (RuntimeException e) {
            reportError("A record could not be relayed", e, ErrorManager.WRITE_FAILURE);
        } finally {
            sender.leave();
        }
    }

    private static RelayedRecord relayed(LogRecord logged) {
        if (logged instanceof RelayedLogRecord ofChild) {
            return ofChild.relayed();
        }
        Throwable thrown = logged.getThrown();
        return new RelayedRecord(
                LogFacade.JUL,
                logged.getInstant(),
                logged.getLevel().intValue(),
                LogTexts.name(logged.getLevel().getName()),
                LogTexts.name(logged.getLoggerName()),
                message(logged),
                thrown == null ? null : RemoteThrowable.of(thrown),
                LogTexts.entries(LogSender.mdc()),
                List.of(),
                Map.of(),
                new RelayedRecord.Source(
                        LogTexts.name(logged.getSourceClassName()), LogTexts.name(logged.getSourceMethodName())),
                origin(logged));
    }

    private static String message(LogRecord logged) {
        String message = MESSAGES.formatMessage(logged);
        return message == null ? "null" : StackText.shortened(message);
    }

    /** A handler may run on another thread than the one that logged, which then has no name here. */
    private static RelayedRecord.Origin origin(LogRecord logged) {
        Thread thread = Thread.currentThread();
        boolean own = thread.getId() == logged.getLongThreadID();
        return LogSender.origin(own ? thread.getName() : "", logged.getLongThreadID());
    }

    @Override
    public void flush() {
        // Nothing is held.
    }

    @Override
    public void close() {
        // The log manager closes its handlers when this JVM ends; what is logged later still arrives.
    }

    /** Puts arguments and resources into messages. */
    private static final class MessageOnly extends Formatter {
        @Override
        public String format(LogRecord logged) {
            return formatMessage(logged);
        }
    }
}
