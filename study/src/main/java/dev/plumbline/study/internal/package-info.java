/// What the pipeline is made of; nothing here is for use from outside.
@NullMarked
package dev.plumbline.study.internal;

import org.jspecify.annotations.NullMarked;
