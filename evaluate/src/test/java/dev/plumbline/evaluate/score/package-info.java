/// Graders held to hostile answers.
@NullMarked
package dev.plumbline.evaluate.score;

import org.jspecify.annotations.NullMarked;
