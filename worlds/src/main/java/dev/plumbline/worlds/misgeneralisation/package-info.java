/// Goal misgeneralisation: agents that are as able as ever after training, and pursue something else.
@NullMarked
package dev.plumbline.worlds.misgeneralisation;

import org.jspecify.annotations.NullMarked;
