/// Agents: those that learn from an environment alone, those that plan, and those that were made to be safe.
@NullMarked
package dev.plumbline.worlds.agents;

import org.jspecify.annotations.NullMarked;
