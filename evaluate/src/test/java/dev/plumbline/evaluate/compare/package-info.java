@NullMarked
package dev.plumbline.evaluate.compare;

import org.jspecify.annotations.NullMarked;
