package dev.procession.core.log.internal;

import dev.procession.core.codec.ByteSink;
import dev.procession.core.codec.ByteSource;
import dev.procession.core.codec.internal.Texts;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.log.LogFacade;
import dev.procession.core.log.RelayedRecord;
import dev.procession.core.log.RemoteThrowable;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes. Nothing but texts and numbers travels, so that what arrives can neither load a class nor run code.
 *
 * <pre>
 *  byte 1, the version   byte facade, 0 or 1   zigzag seconds   varint nanoseconds   zigzag severity
 *  texts: level, logger, message, source class, source method, worker, task, thread
 *  zigzag pid   zigzag thread id
 *  count and texts: markers   count and pairs of texts: MDC   count and pairs of texts: key values
 *  the throwable: byte 0, or byte 1, text class, byte 0 or byte 1 and text message, text trace, frames, its cause likewise
 *  frames: count, and for each the texts class, method, file, and zigzag line
 * </pre>
 */
public final class RecordCodec {
    private static final int VERSION = 1;
    private static final int JUL = 0;
    private static final int SLF4J = 1;
    private static final int INITIAL_BYTES = 512;
    private static final int MOST_CAUSES = 16;
    private static final int SHORT_TEXT = 256;

    private RecordCodec() {}

    /**
     * A record's bytes.
     *
     * @param entry any record
     * @return a sink that holds them, at most {@link LogFrameLayout#MAX_RECORD}
     */
    public static ByteSink encode(RelayedRecord entry) {
        ByteSink sink = new ByteSink(INITIAL_BYTES, LogFrameLayout.MAX_RECORD);
        try {
            write(entry, entry.thrown(), sink);
        } catch (EncodingException tooLarge) {
            sink.reset();
            write(withShortValues(entry), withoutFrames(entry.thrown()), sink);
        }
        return sink;
    }

    /** With values of which even the most, and three bytes a character, leave room for message and trace. */
    private static RelayedRecord withShortValues(RelayedRecord entry) {
        return new RelayedRecord(
                entry.facade(),
                entry.time(),
                entry.severity(),
                entry.levelName(),
                entry.logger(),
                entry.message(),
                entry.thrown(),
                shortened(entry.mdc()),
                shortened(entry.markers()),
                shortened(entry.keyValues()),
                entry.source(),
                entry.origin());
    }

    private static Map<String, String> shortened(Map<String, String> pairs) {
        Map<String, String> shorter = new LinkedHashMap<>();
        pairs.forEach((key, value) -> shorter.put(shortened(key), shortened(value)));
        return shorter;
    }

    private static List<String> shortened(List<String> texts) {
        return texts.stream().map(RecordCodec::shortened).toList();
    }

    private static String shortened(String text) {
        return text.length() <= SHORT_TEXT ? text : text.substring(0, SHORT_TEXT) + "...";
    }

    private static @Nullable RemoteThrowable withoutFrames(@Nullable RemoteThrowable thrown) {
        return thrown == null
                ? null
                : new RemoteThrowable(
                        thrown.className(),
                        thrown.originalMessage(),
                        thrown.stackTraceText(),
                        new StackTraceElement[0],
                        null);
    }

    private static void write(RelayedRecord entry, @Nullable RemoteThrowable thrown, ByteSink sink) {
        sink.writeByte(VERSION);
        sink.writeByte(entry.facade() == LogFacade.JUL ? JUL : SLF4J);
        Instant time = entry.time();
        sink.writeZigZagLong(time.getEpochSecond());
        sink.writeVarInt(time.getNano());
        sink.writeZigZagInt(entry.severity());
        Texts.write(entry.levelName(), sink);
        Texts.write(entry.logger(), sink);
        Texts.write(entry.message(), sink);
        Texts.write(entry.source().className(), sink);
        Texts.write(entry.source().methodName(), sink);
        write(entry.origin(), sink);
        sink.writeVarInt(entry.markers().size());
        for (String marker : entry.markers()) {
            Texts.write(marker, sink);
        }
        write(entry.mdc(), sink);
        write(entry.keyValues(), sink);
        write(thrown, sink);
    }

    private static void write(RelayedRecord.Origin origin, ByteSink sink) {
        Texts.write(origin.worker(), sink);
        Texts.write(origin.task(), sink);
        Texts.write(origin.thread(), sink);
        sink.writeZigZagLong(origin.pid());
        sink.writeZigZagLong(origin.threadId());
    }

    private static void write(Map<String, String> pairs, ByteSink sink) {
        sink.writeVarInt(pairs.size());
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            Texts.write(pair.getKey(), sink);
            Texts.write(pair.getValue(), sink);
        }
    }

    private static void write(@Nullable RemoteThrowable first, ByteSink sink) {
        for (RemoteThrowable thrown = first; thrown != null; thrown = (RemoteThrowable) thrown.getCause()) {
            sink.writeByte(1);
            Texts.write(thrown.className(), sink);
            String message = thrown.originalMessage();
            sink.writeByte(message == null ? 0 : 1);
            if (message != null) {
                Texts.write(message, sink);
            }
            Texts.write(thrown == first ? thrown.stackTraceText() : "", sink);
            StackTraceElement[] frames = thrown.getStackTrace();
            sink.writeVarInt(frames.length);
            for (StackTraceElement frame : frames) {
                Texts.write(frame.getClassName(), sink);
                Texts.write(frame.getMethodName(), sink);
                Texts.write(frame.getFileName() == null ? "" : frame.getFileName(), sink);
                sink.writeZigZagInt(frame.getLineNumber());
            }
        }
        sink.writeByte(0);
    }

    /**
     * The record that the bytes hold.
     *
     * @param bytes as {@link #encode} made them
     * @return the record
     * @throws DecodingException if they are none
     */
    public static RelayedRecord decode(byte[] bytes) {
        ByteSource source = new ByteSource(ByteBuffer.wrap(bytes));
        int version = source.readByte();
        if (version != VERSION) {
            throw new DecodingException("A log record has version " + version + ", this Procession reads " + VERSION
                    + ": use one version on both sides");
        }
        LogFacade facade = facade(source.readByte());
        Instant time = time(source);
        int severity = source.readZigZagInt();
        String level = Texts.read(source);
        String logger = Texts.read(source);
        String message = Texts.read(source);
        RelayedRecord.Source where = new RelayedRecord.Source(Texts.read(source), Texts.read(source));
        RelayedRecord.Origin origin = origin(source);
        List<String> markers = texts(source);
        Map<String, String> mdc = pairs(source);
        Map<String, String> keyValues = pairs(source);
        RemoteThrowable thrown = thrown(source, MOST_CAUSES);
        return new RelayedRecord(
                facade, time, severity, level, logger, message, thrown, mdc, markers, keyValues, where, origin);
    }

    private static LogFacade facade(int number) {
        return switch (number) {
            case JUL -> LogFacade.JUL;
            case SLF4J -> LogFacade.SLF4J;
            default -> throw new DecodingException("A log record has the unknown facade " + number);
        };
    }

    private static Instant time(ByteSource source) {
        try {
            return Instant.ofEpochSecond(source.readZigZagLong(), source.readVarInt());
        } catch (DateTimeException | ArithmeticException e) {
            throw new DecodingException("A log record has an impossible time: " + e.getMessage());
        }
    }

    private static RelayedRecord.Origin origin(ByteSource source) {
        String worker = Texts.read(source);
        String task = Texts.read(source);
        String thread = Texts.read(source);
        return new RelayedRecord.Origin(worker, source.readZigZagLong(), task, thread, source.readZigZagLong());
    }

    private static List<String> texts(ByteSource source) {
        int count = source.readCount(1);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(Texts.read(source));
        }
        return texts;
    }

    private static Map<String, String> pairs(ByteSource source) {
        int count = source.readCount(2);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            pairs.put(Texts.read(source), Texts.read(source));
        }
        return pairs;
    }

    private static @Nullable RemoteThrowable thrown(ByteSource source, int most) {
        if (source.readByte() == 0) {
            return null;
        }
        if (most == 0) {
            throw new DecodingException("A log record has a throwable with more than " + MOST_CAUSES + " causes");
        }
        String type = Texts.read(source);
        String message = source.readByte() == 0 ? null : Texts.read(source);
        String trace = Texts.read(source);
        StackTraceElement[] frames = new StackTraceElement[source.readCount(4)];
        for (int i = 0; i < frames.length; i++) {
            String declaring = Texts.read(source);
            String method = Texts.read(source);
            String file = Texts.read(source);
            frames[i] = new StackTraceElement(declaring, method, file.isEmpty() ? null : file, source.readZigZagInt());
        }
        return new RemoteThrowable(type, message, trace, frames, thrown(source, most - 1));
    }
}
