package dev.plumbline.study;

/// How exactly matrices are multiplied; the study's wish, which the engine meets as the machine allows.
public enum Precision {
    /// What the engine found fastest on this machine without losing training quality.
    AUTO,
    /// Full 32-bit floats throughout: for parity and gradient tests.
    HIGHEST,
    /// 32-bit floats whose products may be computed from bfloat16 pieces.
    MEDIUM,
    /// bfloat16 throughout.
    BF16
}
