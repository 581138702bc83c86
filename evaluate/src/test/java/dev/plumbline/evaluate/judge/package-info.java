@NullMarked
package dev.plumbline.evaluate.judge;

import org.jspecify.annotations.NullMarked;
