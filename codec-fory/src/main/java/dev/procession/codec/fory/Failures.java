package dev.procession.codec.fory;

import dev.procession.core.codec.DecodeContext;
import dev.procession.core.error.DecodingException;
import dev.procession.core.error.EncodingException;
import dev.procession.core.error.ErrorCode;
import org.apache.fory.exception.DeserializationException;
import org.apache.fory.exception.ForyException;
import org.jspecify.annotations.Nullable;

/** What went wrong, as our own exceptions. */
final class Failures {
    private static final int MOST_CHARS = 2_000;

    private final AllowList list;

    Failures(AllowList list) {
        this.list = list;
    }

    /** A checked one can only come out of a constructor of the user's. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    EncodingException onEncoding(Object value, Throwable thrown) {
        Throwable cause = inside(thrown);
        throwFatal(cause);
        String start = "Cannot encode " + value.getClass().getTypeName() + ": ";
        if (cause instanceof EncodingException known) {
            return known;
        } else if (cause instanceof NotAllowedException found) {
            return new EncodingException(start + notAllowed(found));
        } else if (cause instanceof RefusedException refused) {
            return new EncodingException(start + refused.getMessage());
        } else if (cause instanceof StackOverflowError) {
            return new EncodingException(start + "its objects lie too deep inside each other for this thread's stack."
                    + " Send a list or an array in their stead");
        }
        return new EncodingException(ErrorCode.ENCODING_FAILED, start + "Fory failed with " + text(cause), cause);
    }

    private String notAllowed(NotAllowedException found) {
        Class<?> type = JdkTypes.elementOf(found.type());
        String codec = list.codec().getName();
        String where = found.path().isEmpty() ? "in it" : "at " + found.path();
        String start = where + " stands a " + found.type().getTypeName() + ", ";
        String objection = Eligibility.objectionTo(type);
        if (objection.isEmpty()) {
            return start + "which " + codec + " does not list. To allow it, add " + type.getSimpleName()
                    + ".class to its list: super(..., " + type.getCanonicalName() + ".class)";
        }
        return start + "which does not travel by Fory"
                + (Eligibility.isOfJdk(type) ? ", as most of the JDK's classes" : ": " + objection)
                + ". Keep it out of what is sent (transient, or a plain value in its stead), or take "
                + "the class that holds it off the list of " + codec;
    }

    DecodingException onDecoding(int position, DecodeContext context, Throwable thrown) {
        Throwable cause = inside(thrown);
        throwFatal(cause);
        String start = "Cannot decode the value, at byte " + position + " of it: ";
        if (cause instanceof DecodingException known) {
            return known;
        } else if (cause instanceof NotAllowedException found) {
            return new DecodingException(
                    ErrorCode.CLASS_REFUSED,
                    start + "it asks for a " + found.type().getTypeName() + ", which "
                            + list.codec().getName() + " never makes",
                    null);
        } else if (cause instanceof RefusedException refused) {
            return refused(refused, start, context);
        } else if (cause instanceof StackOverflowError) {
            return new DecodingException(start + "its objects lie too deep inside each other for this thread's stack");
        }
        return new DecodingException(ErrorCode.DECODING_FAILED, start + "Fory failed with " + text(cause), cause);
    }

    private static DecodingException refused(RefusedException refused, String start, DecodeContext context) {
        Class<?> type = refused.type();
        if (type == null) {
            return new DecodingException(start + refused.getMessage());
        }
        return new DecodingException(
                ErrorCode.CLASS_REFUSED,
                start + "class " + type.getName()
                        + " is refused: that a codec lists it is not enough, this process has to"
                        + " accept it as well: " + context.filter().adviceFor(type.getName()),
                null);
    }

    /**
     * What Fory wrapped. Its own exception is not kept: that one's message calls toString of all objects that were read so far,
     * half made as they are.
     */
    private static Throwable inside(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof ForyException && cause != null ? inside(cause) : thrown;
    }

    private static void throwFatal(Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    private static String text(@Nullable Throwable thrown) {
        if (thrown instanceof DeserializationException) {
            return "DeserializationException";
        }
        String text = String.valueOf(thrown);
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
    }
}
