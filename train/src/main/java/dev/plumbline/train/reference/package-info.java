/// Recorded runs and tables of the field's own trainers, walked again by ours.
@NullMarked
package dev.plumbline.train.reference;

import org.jspecify.annotations.NullMarked;
