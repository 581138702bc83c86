/// Goodhart's law as a dial: what the proxy and the gold value do as selection or training presses harder.
@NullMarked
package dev.plumbline.worlds.goodhart;

import org.jspecify.annotations.NullMarked;
