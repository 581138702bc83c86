@NullMarked
package dev.plumbline.evaluate.reference;

import org.jspecify.annotations.NullMarked;
