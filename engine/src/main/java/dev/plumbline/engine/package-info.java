/// The only module that touches libtorch.
@NullMarked
package dev.plumbline.engine;

import org.jspecify.annotations.NullMarked;
