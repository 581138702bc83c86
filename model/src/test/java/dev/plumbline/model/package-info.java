/// What every model must keep to.
@NullMarked
package dev.plumbline.model;

import org.jspecify.annotations.NullMarked;
