package dev.plumbline.engine;

import java.util.Arrays;

/// Turns tokens into text one by one, and never hands out half a character.
///
/// A character may be spelt by several tokens, and a token's text may depend on the one before it, so each step
/// decodes the few tokens since the last that ended whole. Text that ends in U+FFFD is held back, since the next
/// token may complete it, but not for longer than a character can take. Not for use by several threads.
public final class TokenStream {
    /// A character takes at most 4 bytes, hence 4 tokens; the rest is leeway for tokens that say nothing.
    private static final int LONGEST_WAIT = 16;

    private static final char INCOMPLETE = '\uFFFD';

    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    private int[] window = {};
    private int whole;
    private String prefix = "";

    TokenStream(Tokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /// The text that this token completes; empty if there is none yet.
    public String next(int id) {
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = id;
        String text = tokenizer.decode(window, skipSpecial);
        boolean waits = text.length() <= prefix.length() || text.charAt(text.length() - 1) == INCOMPLETE;
        if (waits && window.length - whole < LONGEST_WAIT) {
            return "";
        }
        return handOut(text);
    }

    /// The text that was still held back; afterwards the stream begins anew.
    public String finish() {
        String text = tokenizer.decode(window, skipSpecial);
        String rest = text.length() > prefix.length() ? text.substring(prefix.length()) : "";
        window = new int[0];
        whole = 0;
        prefix = "";
        return rest;
    }

    /// Keeps the tokens whose text was just handed out as the left context of the next ones.
    private String handOut(String text) {
        String fresh = text.length() > prefix.length() ? text.substring(prefix.length()) : "";
        window = Arrays.copyOfRange(window, whole, window.length);
        whole = window.length;
        prefix = tokenizer.decode(window, skipSpecial);
        return fresh;
    }
}
