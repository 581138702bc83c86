/// Small changes to a vocabulary of scores, each one rule of how text is generated.
@NullMarked
package dev.plumbline.engine.internal.scores;

import org.jspecify.annotations.NullMarked;
