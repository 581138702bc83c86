/// Power: how much an agent could still achieve from a state over many rewards, and who seeks it.
@NullMarked
package dev.plumbline.worlds.power;

import org.jspecify.annotations.NullMarked;
