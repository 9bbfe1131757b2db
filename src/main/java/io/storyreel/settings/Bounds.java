package io.storyreel.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a setting may be, said beside it in {@link StoryreelSettings}; the start stops where one is not. What holds
 * between settings, or needs a look at the machine, is in the checks of the start. docs/decisions/0012 tells why this
 * is not Bean Validation.
 */
public final class Bounds {

    private Bounds() {
    }

    /** A number from one to another, both allowed. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Range {
        /** The least. */
        long from();

        /** The most. */
        long to();
    }

    /** A duration or a size of more than 0. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Positive {
    }

    /** A number or a duration of 0 or more. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface NotNegative {
        /** What 0 means, where that is not plain. */
        String zero() default "";
    }

    /** A text that is not blank. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Filled {
        /** What to do where it is. */
        String hint() default "";
    }

    /** An address with a host, by http or https. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    public @interface WebAddress {
    }
}
