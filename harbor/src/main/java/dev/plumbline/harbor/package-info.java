/// A text world in which the truth is known.
@NullMarked
package dev.plumbline.harbor;

import org.jspecify.annotations.NullMarked;
