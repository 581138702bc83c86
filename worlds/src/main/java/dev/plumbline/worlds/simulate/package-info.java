/// Playing worlds: one episode by the rules, or thousands at once from their tables.
@NullMarked
package dev.plumbline.worlds.simulate;

import org.jspecify.annotations.NullMarked;
