/// Talking to a model as a black box, and the capabilities it may also have.
@NullMarked
package dev.plumbline.model;

import org.jspecify.annotations.NullMarked;
