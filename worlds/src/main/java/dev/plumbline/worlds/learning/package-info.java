/// Learning what is wanted: from comparisons, demonstrations, corrections and stated rewards; and what cannot be
/// learned from them.
@NullMarked
package dev.plumbline.worlds.learning;

import org.jspecify.annotations.NullMarked;
