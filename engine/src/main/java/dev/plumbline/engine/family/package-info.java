/// What each family of checkpoints calls its weights and options; one small file each.
@org.jspecify.annotations.NullMarked
package dev.plumbline.engine.family;
