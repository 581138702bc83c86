/// Tasks, scorers, estimates.
@NullMarked
package dev.plumbline.evaluate;

import org.jspecify.annotations.NullMarked;
