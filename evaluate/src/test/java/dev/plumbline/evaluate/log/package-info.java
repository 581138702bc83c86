/// Graders held to hostile answers.
@NullMarked
package dev.plumbline.evaluate.log;

import org.jspecify.annotations.NullMarked;
