/// Ways to ask, each held to what it sends.
@NullMarked
package dev.plumbline.evaluate.solve;

import org.jspecify.annotations.NullMarked;
