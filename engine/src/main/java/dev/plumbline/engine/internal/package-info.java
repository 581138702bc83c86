/// What the engine's public types share and nobody else should use.
@NullMarked
package dev.plumbline.engine.internal;

import org.jspecify.annotations.NullMarked;
