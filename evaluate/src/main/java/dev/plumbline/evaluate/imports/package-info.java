/// Results of other tools as logs of ours. Files are hostile: bounded, never executed.
@NullMarked
package dev.plumbline.evaluate.imports;

import org.jspecify.annotations.NullMarked;
