/// Holds the statistics against values that the field's own libraries computed.
@NullMarked
package dev.plumbline.evaluate.reference;

import org.jspecify.annotations.NullMarked;
