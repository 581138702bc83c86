/// Checks of the engine against recorded reference values.
@org.jspecify.annotations.NullMarked
package dev.plumbline.engine.reference;
