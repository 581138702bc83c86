@NullMarked
package dev.plumbline.evaluate.data;

import org.jspecify.annotations.NullMarked;
