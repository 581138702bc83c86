/// Losses as small functions, each with its formula and its source.
@NullMarked
package dev.plumbline.train.loss;

import org.jspecify.annotations.NullMarked;
