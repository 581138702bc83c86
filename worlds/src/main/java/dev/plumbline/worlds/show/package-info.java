/// Worlds, policies and values as pictures.
@NullMarked
package dev.plumbline.worlds.show;

import org.jspecify.annotations.NullMarked;
