package dev.procession.core.codec.internal;

import dev.procession.core.codec.ClassFilter;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a filter said no.
 *
 * @param className the class that is not accepted, or null when a limit was passed
 * @param limit the limit that was passed, or null when a class is not accepted
 */
public record Refusal(@Nullable String className, @Nullable String limit) {
    static Refusal ofClass(String className) {
        return new Refusal(className, null);
    }

    static Refusal ofLimit(String limit) {
        return new Refusal(null, limit);
    }

    /** The error that tells it, and what to write to have it accepted. */
    DecodingException toException(ClassFilter filter, int position, @Nullable Throwable cause) {
        String name = className;
        if (name == null) {
            return new DecodingException(
                    ErrorCode.DECODING_FAILED, "Refused at byte " + position + " of the value: " + limit, cause);
        }
        return new DecodingException(ErrorCode.CLASS_REFUSED, message(filter, name, position), cause);
    }

    private static String message(ClassFilter filter, String name, int position) {
        String element = elementOf(name);
        String start = "Class " + element + " at byte " + position + " of the value is refused";
        return filter.isRefusedByName(element)
                ? start + ": it is never accepted from another process, since it can be made to run code while it is"
                        + " decoded. Send a plain value in its stead"
                : start + ": this process accepts JDK value types and the classes that it was told of. To accept it:"
                        + " " + filter.adviceFor(element);
    }

    /** What an array's elements are: {@code [[Lcom.example.Thing;} becomes {@code com.example.Thing}. */
    private static String elementOf(String name) {
        int brackets = 0;
        while (brackets < name.length() && name.charAt(brackets) == '[') {
            brackets++;
        }
        boolean isObjectArray = brackets > 0 && name.endsWith(";");
        return isObjectArray ? name.substring(brackets + 1, name.length() - 1) : name;
    }
}
