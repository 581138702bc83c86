/// Measures judges: how often they are right, and what sways them, against labels that people gave.
@NullMarked
package dev.plumbline.evaluate.judge;

import org.jspecify.annotations.NullMarked;
