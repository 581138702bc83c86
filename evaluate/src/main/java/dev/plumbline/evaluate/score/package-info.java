/// Graders of answers. Answers are hostile text: bounded, never executed, never trusted to say how they are graded.
@NullMarked
package dev.plumbline.evaluate.score;

import org.jspecify.annotations.NullMarked;
