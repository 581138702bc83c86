/// Exact solutions of enumerated worlds.
@NullMarked
package dev.plumbline.worlds.solve;

import org.jspecify.annotations.NullMarked;
