package dev.procession.pool.protocol;

import dev.procession.core.error.DecodingException;

/** What a function takes and gives. */
public enum Shape {
    /** No argument, a result. */
    CALLABLE(0, 0),
    /** One argument, a result. */
    FUNCTION(1, 1),
    /** Two arguments, a result. */
    BI_FUNCTION(2, 2),
    /** No argument, no result. */
    RUNNABLE(3, 0),
    /** One argument, no result. */
    CONSUMER(4, 1);

    private static final Shape[] ALL = values();

    private final int number;
    private final int arguments;

    Shape(int number, int arguments) {
        this.number = number;
        this.arguments = arguments;
    }

    /**
     * How many encoded values an item of this shape has.
     *
     * @return 0, 1 or 2
     */
    public int arguments() {
        return arguments;
    }

    /**
     * The number on the wire.
     *
     * @return the number
     */
    public int number() {
        return number;
    }

    /**
     * The shape of a number.
     *
     * @param number from the wire
     * @return the shape
     */
    public static Shape of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new DecodingException("function shape " + number + ", the highest is " + (ALL.length - 1));
        }
        return ALL[number];
    }
}
