/// The rules that a map can be played by.
@NullMarked
package dev.plumbline.worlds.rules;

import org.jspecify.annotations.NullMarked;
