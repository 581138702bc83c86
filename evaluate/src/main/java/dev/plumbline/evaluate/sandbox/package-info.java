/// Programs on hostile input, in processes of their own.
@NullMarked
package dev.plumbline.evaluate.sandbox;

import org.jspecify.annotations.NullMarked;
