/// Evaluations written as data: suites for the field's failure modes, and tasks of a person's own.
@NullMarked
package dev.plumbline.evaluate.suite;

import org.jspecify.annotations.NullMarked;
