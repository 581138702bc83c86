/// Holds runs against each other sample by sample, and against thresholds that a build must keep.
@NullMarked
package dev.plumbline.evaluate.compare;

import org.jspecify.annotations.NullMarked;
