package dev.plumbline.study;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Documents one component of an options record, and gives its default.
///
/// The component `learningRate` is written `learning-rate` in a study file. The reference of all options and the
/// comments of a resolved study are generated from this annotation, so that neither can differ from what the code
/// does.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
    /// The [#defaultValue] of an option that has none: a study must give it.
    String REQUIRED = "\0required";

    /// One sentence that says what the option does.
    String doc();

    /// Its unit, such as `steps` or `tokens`; empty for a pure number or a name.
    String unit() default "";

    /// Which values are allowed, such as `(0, 1]`; the record's compact constructor enforces it.
    String range() default "";

    /// The value in force when a study says nothing: verbatim for text, YAML for everything else (`0.1`, `[]`, `{}`).
    String defaultValue() default REQUIRED;
}
