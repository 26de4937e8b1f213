package dev.procession.core.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type whose objects belong to one process, with what to do instead of sending them: the error that refuses one
 * says so. Holds for all that extend or implement the type.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Unsendable {
    /**
     * Why, and what to do instead.
     *
     * @return whole sentences, without the last full stop
     */
    String value();
}
