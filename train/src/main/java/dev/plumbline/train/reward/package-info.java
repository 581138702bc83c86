/// Rewards that are not one model: verifiers, commands, ensembles, judges, and what may be added to or taken off any
/// reward.
@NullMarked
package dev.plumbline.train.reward;

import org.jspecify.annotations.NullMarked;
