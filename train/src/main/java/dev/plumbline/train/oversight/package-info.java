/// What is gained and lost where the supervisor is weaker than the supervised.
@NullMarked
package dev.plumbline.train.oversight;

import org.jspecify.annotations.NullMarked;
