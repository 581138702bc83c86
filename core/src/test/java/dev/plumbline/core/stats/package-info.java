/// Tests of the statistics, against closed forms and reference values.
@NullMarked
package dev.plumbline.core.stats;

import org.jspecify.annotations.NullMarked;
