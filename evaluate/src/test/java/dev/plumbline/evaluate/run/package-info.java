/// Runs under every kind of trouble.
@NullMarked
package dev.plumbline.evaluate.run;

import org.jspecify.annotations.NullMarked;
