/// Constitutional AI (Bai et al. 2022, arXiv 2212.08073): principles in a file, critique and revision by a model,
/// and feedback by a model that says which principle decided.
@NullMarked
package dev.plumbline.train.constitution;

import org.jspecify.annotations.NullMarked;
