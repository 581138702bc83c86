/// An interpreter for the part of the Jinja template language that chat templates use, in a sandbox.
///
/// Templates are data that anyone may have written. They see JSON-like values only, never a Java object; they cannot
/// change a message; steps, text, nesting and numbers are bounded. Where Jinja leans on Python (printing, slicing,
/// comparing, string methods), Python's behaviour is what counts, because token ids depend on each character.
///
/// Reference: Jinja 3.1, https://jinja.palletsprojects.com, as set up by transformers 5 (`trim_blocks`,
/// `lstrip_blocks`, loop controls, `generation` blocks, no auto-escaping, an undefined name prints as nothing).
@NullMarked
package dev.plumbline.engine.internal.jinja;

import org.jspecify.annotations.NullMarked;
