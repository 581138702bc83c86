/// Evaluations of scripted models, whose truth is known.
@NullMarked
package dev.plumbline.evaluate;

import org.jspecify.annotations.NullMarked;
