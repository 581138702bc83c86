/// The pipeline: study, stage, run.
@NullMarked
package dev.plumbline.study;

import org.jspecify.annotations.NullMarked;
