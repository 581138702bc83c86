/// An endpoint on this machine that answers from a script, and breaks on purpose: for tests and measurements.
@NullMarked
package dev.plumbline.model.mock;

import org.jspecify.annotations.NullMarked;
