/// Reads the field's public data files: strictly, bounded, each error with its file and line.
@NullMarked
package dev.plumbline.evaluate.data;

import org.jspecify.annotations.NullMarked;
