/// Worlds as data, enumerated exactly: what an agent may observe, and apart from it what was meant.
@NullMarked
package dev.plumbline.worlds;

import org.jspecify.annotations.NullMarked;
