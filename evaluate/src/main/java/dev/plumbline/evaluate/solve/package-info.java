/// Ways to put a question to a model.
@NullMarked
package dev.plumbline.evaluate.solve;

import org.jspecify.annotations.NullMarked;
