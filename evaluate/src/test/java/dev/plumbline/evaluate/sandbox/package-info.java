/// Graders held to hostile answers.
@NullMarked
package dev.plumbline.evaluate.sandbox;

import org.jspecify.annotations.NullMarked;
