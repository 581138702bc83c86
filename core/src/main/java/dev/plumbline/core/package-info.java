/// The nouns everyone shares, statistics, seeds, provenance, errors, progress.
@NullMarked
package dev.plumbline.core;

import org.jspecify.annotations.NullMarked;
