/// Rewards made of rewards: ensembles, normalisation, control of length and style, and judges.
@NullMarked
package dev.plumbline.train.reward;

import org.jspecify.annotations.NullMarked;
