package dev.plumbline.engine.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/// The table of a SentencePiece normalizer: a trie over the bytes of what is replaced, and the replacements.
///
/// Layout: the trie's size in bytes (little-endian, 4 bytes), the trie as a double array of 4-byte units, and the
/// replacements in UTF-8, each ended by a zero byte. A unit holds a label (bits 0-7 and 31), whether a value
/// follows (bit 8), and an offset (bits 10-30, shifted by 8 if bit 9 is set); a value unit holds an index into the
/// replacements.
///
/// Source: https://github.com/google/sentencepiece, darts-clone's double array.
final class CharacterTrie {
    private static final int BYTE = 256;

    private final int[] units;
    private final byte[] replacements;

    private CharacterTrie(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /// Whether no text can lead out of the table, or to a replacement that is not there.
    static boolean isSound(byte[] table) {
        if (table.length < Integer.BYTES) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.getInt();
        if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > bytes.remaining()) {
            return false;
        }
        IntBuffer units =
                bytes.slice(Integer.BYTES, size).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int[] all = new int[units.remaining()];
        units.get(all);
        return new CharacterTrie(all, Arrays.copyOfRange(table, Integer.BYTES + size, table.length)).isSound();
    }

    /// Follows every byte from every node that can be reached.
    private boolean isSound() {
        BitSet seen = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(offset(units[0]));
        while (!open.isEmpty()) {
            int node = open.remove();
            if ((node | (BYTE - 1)) >= units.length) {
                return false;
            }
            if (seen.get(node)) {
                continue;
            }
            seen.set(node);
            for (int label = 1; label < BYTE; label++) {
                int child = node ^ label;
                int unit = units[child];
                if ((unit & ((1 << 31) | 0xff)) != label) {
                    continue;
                }
                int next = child ^ offset(unit);
                if (((unit >>> 8) & 1) == 1 && !isReplacement(next)) {
                    return false;
                }
                open.add(next);
            }
        }
        return true;
    }

    private boolean isReplacement(int node) {
        if (node >= units.length) {
            return false;
        }
        int at = units[node] & Integer.MAX_VALUE;
        return at < replacements.length && (replacements[at] & 0xc0) != 0x80;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }
}
