package dev.plumbline.worlds.show;

import java.util.Map;

/// One colour for each kind of thing on a map, as 24-bit RGB.
public final class Palette {
    private static final Map<Character, Integer> COLOURS = Map.ofEntries(
            Map.entry('#', 0x6B7280),
            Map.entry(' ', 0xF3F4F6),
            Map.entry('A', 0x2563EB),
            Map.entry('G', 0x16A34A),
            Map.entry('L', 0xDC2626),
            Map.entry('W', 0x0EA5E9),
            Map.entry('P', 0xEAB308),
            Map.entry('I', 0xD946EF),
            Map.entry('B', 0x7C3AED),
            Map.entry('C', 0xFACC15),
            Map.entry('T', 0x15803D),
            Map.entry('t', 0xCA8A04),
            Map.entry('O', 0xF97316),
            Map.entry('X', 0x0D9488),
            Map.entry('D', 0x22D3EE),
            Map.entry('S', 0xFB923C),
            Map.entry('>', 0xFDE68A),
            Map.entry('<', 0xFDE68A),
            Map.entry('^', 0xFDE68A),
            Map.entry('v', 0xFDE68A));
    private static final int OTHER = 0xA78BFA;

    private Palette() {}

    /// The colour of what this symbol stands for.
    public static int of(char symbol) {
        return COLOURS.getOrDefault(symbol, OTHER);
    }

    /// Black or white, whichever can be read on this colour.
    public static int ink(int colour) {
        double light = 0.299 * (colour >> 16 & 255) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255);
        return light > 140 ? 0x111827 : 0xFFFFFF;
    }

    /// `colour` mixed with `other`, of which there is `share` in [0, 1].
    static int mix(int colour, int other, double share) {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            long part = Math.round((colour >> shift & 255) * (1 - share) + (other >> shift & 255) * share);
            mixed |= (int) part << shift;
        }
        return mixed;
    }
}
