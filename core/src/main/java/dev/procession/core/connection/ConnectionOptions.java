package dev.procession.core.connection;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.connection.internal.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a connection accepts, and how long its two sides may take to know each other. Immutable: each method gives another
 * one.
 */
public final class ConnectionOptions {
    /** The longest message unless set otherwise: 512 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 512 << 20;

    private static final int LARGEST_MESSAGE = Integer.MAX_VALUE - 64;
    private static final Duration DEFAULT_HANDSHAKE = Duration.ofSeconds(5);
    private static final ConnectionOptions STANDARD = new ConnectionOptions(
            new Terms(DEFAULT_MAX_MESSAGE_BYTES, List.of(), List.of()), DEFAULT_HANDSHAKE, Reach.THIS_MACHINE);

    /** Who can come. */
    enum Reach {
        THIS_MACHINE,
        ANYWHERE
    }

    private final Terms terms;
    private final Duration handshake;
    private final Reach reach;

    private ConnectionOptions(Terms terms, Duration handshake, Reach reach) {
        this.terms = terms;
        this.handshake = handshake;
        this.reach = reach;
    }

    /**
     * Messages of up to 512 MiB, the JDK's values, five seconds to know each other, this machine only.
     *
     * @return always the same
     */
    public static ConnectionOptions standard() {
        return STANDARD;
    }

    /**
     * Limits the length of messages: a longer one is not sent, and breaks the connection if it comes.
     *
     * @param bytes 0 to 2,147,483,583, of an encoded object or of bytes
     * @return options with this limit
     */
    public ConnectionOptions maxMessageBytes(int bytes) {
        if (bytes < 0 || bytes > LARGEST_MESSAGE) {
            throw new IllegalArgumentException(
                    "maxMessageBytes is " + bytes + ", it must lie between 0 and " + LARGEST_MESSAGE);
        }
        return with(new Terms(bytes, terms.accepted()));
    }

    /**
     * Accepts objects of a class, or of all classes of a package and those below it, besides the JDK's values. Never accepted
     * is what {@link ClassFilter} refuses always.
     *
     * @param pattern a class name as {@link Class#getName} gives it, or {@code com.example.**}
     * @return options that accept more
     */
    public ConnectionOptions allow(String pattern) {
        ClassFilter.builder().allow(pattern);
        List<String> more = new ArrayList<>(own().names());
        more.add(pattern);
        return with(new Terms(terms.maxMessageBytes(), more, own().sources()));
    }

    /**
     * Accepts objects of the classes that come from the same jar or class folder as this one.
     *
     * @param type any class; ignored when it is the JDK's
     * @return options that accept more
     */
    public ConnectionOptions allowSourceOf(Class<?> type) {
        List<String> more = new ArrayList<>(own().sources());
        more.add(Objects.requireNonNull(type, "the class whose source is to be allowed is null")
                .getName());
        return with(new Terms(terms.maxMessageBytes(), own().names(), more));
    }

    private Terms.Accepted own() {
        return terms.accepted().get(0);
    }

    private ConnectionOptions with(Terms other) {
        return new ConnectionOptions(other, handshake, reach);
    }

    /**
     * Limits how long the two sides of {@link Listener} and {@link Connection#connect} may take to prove that they have the
     * key.
     *
     * @param limit more than zero
     * @return options with this limit
     */
    public ConnectionOptions handshakeLimit(Duration limit) {
        if (Objects.requireNonNull(limit, "limit is null").isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("handshakeLimit is " + limit + ", it must be more than zero");
        }
        return new ConnectionOptions(terms, limit, reach);
    }

    /**
     * Lets a listener listen on, and {@link Connection#connect} go to, addresses beyond the loopback interface. Both sides
     * still prove that they have the key, but everything else goes over the network as it is: anybody on the way can read
     * and change it. Use it within a network that nobody else can enter, or through a tunnel.
     *
     * @return options without that limit
     */
    public ConnectionOptions anyAddress() {
        return new ConnectionOptions(terms, handshake, Reach.ANYWHERE);
    }

    Terms terms() {
        return terms;
    }

    Duration handshake() {
        return handshake;
    }

    boolean reachesAnywhere() {
        return reach == Reach.ANYWHERE;
    }

    @Override
    public String toString() {
        return "ConnectionOptions(maxMessageBytes " + terms.maxMessageBytes() + ", allowed " + own().names()
                + ", sources of " + own().sources() + ", handshakeLimit " + handshake + ", " + reach + ")";
    }
}
