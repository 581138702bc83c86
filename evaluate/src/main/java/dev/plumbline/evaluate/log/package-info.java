/// The log of a run: append-only, safe against being killed, read without holding it in memory.
@NullMarked
package dev.plumbline.evaluate.log;

import org.jspecify.annotations.NullMarked;
