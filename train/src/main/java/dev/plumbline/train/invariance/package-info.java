/// What must not change a result of training, checked on anyone's own model and data.
@NullMarked
package dev.plumbline.train.invariance;

import org.jspecify.annotations.NullMarked;
