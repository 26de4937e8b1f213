package dev.procession.core.launch;

/** Reads system properties that are numbers. */
final class NumberProperty {
    private NumberProperty() {}

    /**
     * A property's value.
     *
     * @throws IllegalArgumentException if it is no whole number, or less than the least
     */
    static int read(String name, int otherwise, int least) {
        String text = System.getProperty(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "The system property " + name + " is '" + text + "': it can be a whole number from " + least + " to "
                        + Integer.MAX_VALUE + ", and is " + otherwise + " where it is not set");
    }
}
