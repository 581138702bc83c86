package dev.plumbline.engine.internal;

import java.nio.charset.StandardCharsets;

/// The 256 visible characters by which byte-level tokenizers spell bytes.
///
/// Printable bytes of Latin-1 stand for themselves; the others, in order, are U+0100 and after. Source: GPT-2's
/// encoder, https://github.com/openai/gpt-2, `bytes_to_unicode`.
public final class ByteAlphabet {
    private static final char[] SPELT = new char[256];

    static {
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean itself = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            SPELT[b] = (char) (itself ? b : next++);
        }
    }

    private ByteAlphabet() {}

    /// The character for a byte, given in [0, 255].
    public static char spell(int unsignedByte) {
        return SPELT[unsignedByte];
    }

    /// The characters for the UTF-8 bytes of a text; a lone surrogate counts as a question mark.
    public static String spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] out = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = SPELT[Byte.toUnsignedInt(bytes[i])];
        }
        return new String(out);
    }
}
