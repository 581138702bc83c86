/// The report: what a study found and the evidence for it, as one HTML text that opens anywhere.
@NullMarked
package dev.plumbline.study.report;

import org.jspecify.annotations.NullMarked;
