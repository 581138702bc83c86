/// A model behind an OpenAI-compatible port.
@NullMarked
package dev.plumbline.serve;

import org.jspecify.annotations.NullMarked;
