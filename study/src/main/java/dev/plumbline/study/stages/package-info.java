/// The kinds of stage that studies are made of.
@NullMarked
package dev.plumbline.study.stages;

import org.jspecify.annotations.NullMarked;
