/// Impact measures, and what agents that serve them do: exactly, ties and all.
@NullMarked
package dev.plumbline.worlds.impact;

import org.jspecify.annotations.NullMarked;
