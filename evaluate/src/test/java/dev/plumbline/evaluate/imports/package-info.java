/// Other tools' results as logs of ours.
@NullMarked
package dev.plumbline.evaluate.imports;

import org.jspecify.annotations.NullMarked;
