/// Trainings that go wrong, and how to tell: alarms on a training's figures, and gold and proxy reward against KL.
@NullMarked
package dev.plumbline.train.watch;

import org.jspecify.annotations.NullMarked;
