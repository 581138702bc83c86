/// What the field derives on paper: games, bounds and closed forms that need no environment.
@NullMarked
package dev.plumbline.worlds.theory;

import org.jspecify.annotations.NullMarked;
