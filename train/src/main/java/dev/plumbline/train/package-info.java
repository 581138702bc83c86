/// Every way to learn.
@NullMarked
package dev.plumbline.train;

import org.jspecify.annotations.NullMarked;
