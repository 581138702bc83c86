/// Running tasks against a model that may be slow, dear, busy or broken.
@NullMarked
package dev.plumbline.evaluate.run;

import org.jspecify.annotations.NullMarked;
