/// Suites held to planted truths.
@NullMarked
package dev.plumbline.evaluate.suite;

import org.jspecify.annotations.NullMarked;
