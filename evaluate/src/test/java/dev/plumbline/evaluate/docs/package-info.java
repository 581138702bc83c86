/// The page about evaluations, held to the code.
@NullMarked
package dev.plumbline.evaluate.docs;

import org.jspecify.annotations.NullMarked;
