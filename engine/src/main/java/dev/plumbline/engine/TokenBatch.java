package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Token rows of differing lengths laid out in a rectangle of `lines` by `longest` slots.
///
/// Three layouts give the same numbers. *Padded on the right*, the default: a causal mask alone keeps padding
/// out of every real position. *Padded on the left*: every row ends in the last slot. *Packed*: several rows
/// share a line, each sees itself alone and counts its positions from its own start, so that little padding is
/// computed. *Sharing*: all in one line, with what neighbours begin with in it once.
public final class TokenBatch {
    private final List<int[]> rows;
    private final int[] line;
    private final int[] start;
    private final int lines;
    private final int longest;
    private final boolean plain;
    private final List<boolean[]> unseen;
    private final int[] shared;
    private final int[] begin;

    private TokenBatch(List<int[]> rows, int[] line, int[] start, int lines, int longest) {
        this(rows, line, start, lines, longest, List.of());
    }

    private TokenBatch(List<int[]> rows, int[] line, int[] start, int lines, int longest, List<boolean[]> unseen) {
        this(rows, line, start, lines, longest, unseen, new int[rows.size()], new int[rows.size()]);
    }

    /// @param shared for each row how many of its first tokens it has in common with its neighbours
    /// @param begin for each row where those lie in the line
    private TokenBatch(
            List<int[]> rows,
            int[] line,
            int[] start,
            int lines,
            int longest,
            List<boolean[]> unseen,
            int[] shared,
            int[] begin) {
        this.unseen = unseen;
        this.shared = shared;
        this.begin = begin;
        this.rows = List.copyOf(rows);
        this.line = line;
        this.start = start;
        this.lines = lines;
        this.longest = longest;
        this.plain = Arrays.stream(start).allMatch(s -> s == 0)
                && unseen.isEmpty()
                && Arrays.stream(shared).allMatch(s -> s == 0);
    }

    /// Rows padded on the right; at least one row, none empty.
    public static TokenBatch of(List<int[]> rows) {
        return oneALine(rows, false);
    }

    /// Rows padded on the left; at least one row, none empty.
    public static TokenBatch leftPadded(List<int[]> rows) {
        return oneALine(rows, true);
    }

    /// Rows packed into as few lines as first-fit-decreasing finds, each line as long as the longest row; at
    /// least one row, none empty.
    public static TokenBatch packed(List<int[]> rows) {
        int longest = longest(rows);
        int[] line = new int[rows.size()];
        int[] start = new int[rows.size()];
        int[] filled = new int[rows.size()];
        int lines = 0;
        List<Integer> byLength = IntStream.range(0, rows.size())
                .boxed()
                .sorted(Comparator.comparingInt(r -> -rows.get(r).length))
                .toList();
        for (int r : byLength) {
            int at = 0;
            while (filled[at] + rows.get(r).length > longest) {
                at++;
            }
            line[r] = at;
            start[r] = filled[at];
            filled[at] += rows.get(r).length;
            lines = Math.max(lines, at + 1);
        }
        return new TokenBatch(rows, line, start, lines, longest);
    }

    /// Packed rows of which some tokens see what comes before them but are seen by none, not even by
    /// themselves: padding in the middle of a row, at which something is read all the same. They take no
    /// position of their own.
    ///
    /// @param unseen one mark for each token of each row; never a row's first token
    public static TokenBatch packed(List<int[]> rows, List<boolean[]> unseen) {
        TokenBatch all = packed(rows);
        if (unseen.size() != rows.size() || unseen.stream().anyMatch(marks -> marks.length == 0 || marks[0])) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "every row needs its own marks, and its first token must be seen");
        }
        return new TokenBatch(rows, all.line, all.start, all.lines, all.longest, List.copyOf(unseen));
    }

    /// Rows of which neighbours begin with the same tokens, such as answers to one prompt: a beginning lies in the line
    /// once, and is computed once. For attention, each row is put together again.
    ///
    /// @param prefix for each row how many of its first tokens may be in common with its neighbour, fewer than it
    /// has
    public static TokenBatch sharing(List<int[]> rows, int[] prefix) {
        longest(rows);
        int n = rows.size();
        int[] start = new int[n];
        int[] shared = new int[n];
        int[] begin = new int[n];
        int filled = 0;
        for (int r = 0; r < n; r++) {
            int[] row = rows.get(r);
            if (prefix[r] < 0 || prefix[r] >= row.length) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "row " + (r + 1) + " of " + row.length + " tokens cannot share " + prefix[r] + " of them");
            }
            int common = prefix[r];
            boolean follows =
                    r > 0 && prefix[r - 1] == common && Arrays.equals(rows.get(r - 1), 0, common, row, 0, common);
            begin[r] = follows ? begin[r - 1] : filled;
            filled += follows ? 0 : common;
            shared[r] = common;
            start[r] = filled;
            filled += row.length - common;
        }
        return new TokenBatch(rows, new int[n], start, 1, filled, List.of(), shared, begin);
    }

    private static TokenBatch oneALine(List<int[]> rows, boolean left) {
        int longest = longest(rows);
        int[] line = IntStream.range(0, rows.size()).toArray();
        int[] start = new int[rows.size()];
        for (int r = 0; left && r < start.length; r++) {
            start[r] = longest - rows.get(r).length;
        }
        return new TokenBatch(rows, line, start, rows.size(), longest);
    }

    private static int longest(List<int[]> rows) {
        if (rows.isEmpty() || rows.stream().anyMatch(row -> row.length == 0)) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "a batch needs at least one row, and every row at least one token");
        }
        return rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    }

    /// How many rows of tokens.
    public int size() {
        return rows.size();
    }

    /// Lines of the rectangle; fewer than rows if packed.
    public int lines() {
        return lines;
    }

    /// Slots of a line: tokens of the longest row.
    public int longest() {
        return longest;
    }

    /// Tokens of one row.
    public int length(int row) {
        return rows.get(row).length;
    }

    /// Tokens of all rows, without padding.
    public int tokens() {
        return rows.stream().mapToInt(row -> row.length).sum();
    }

    /// Where token `token` of row `row` lies in the flattened rectangle [lines * longest].
    public int flat(int row, int token) {
        return line[row] * longest + slot(row, token);
    }

    /// Where it lies in its line.
    private int slot(int row, int token) {
        return token < shared[row] ? begin[row] + token : start[row] + token - shared[row];
    }

    /// These rows padded on the right, as attention reads them where they share their beginnings; null elsewhere.
    @Nullable
    TokenBatch apart() {
        return isPlain() || Arrays.stream(shared).allMatch(s -> s == 0) ? null : of(rows);
    }

    /// Whether every row starts its line, so that positions and a causal mask need no further word.
    boolean isPlain() {
        return plain && lines == rows.size();
    }

    /// Ids [lines, longest]; padding holds id 0.
    Tensor ids() {
        long[] flat = new long[lines * longest];
        for (int r = 0; r < size(); r++) {
            int[] row = rows.get(r);
            for (int t = 0; t < row.length; t++) {
                flat[flat(r, t)] = row[t];
            }
        }
        return Tensor.of(flat, lines, longest);
    }

    /// Positions [lines * longest], counted from each row's own start; padding has 0.
    Tensor positions() {
        long[] flat = new long[lines * longest];
        for (int r = 0; r < size(); r++) {
            int position = 0;
            for (int t = 0; t < length(r); t++) {
                flat[flat(r, t)] = position;
                position += isUnseen(r, t) ? 0 : 1;
            }
        }
        return Tensor.of(flat, flat.length);
    }

    private boolean isUnseen(int row, int token) {
        return !unseen.isEmpty() && unseen.get(row)[token];
    }

    /// Takes unseen tokens out of sight.
    private void hide(float[] mask) {
        for (int r = 0; r < unseen.size(); r++) {
            for (int q = 0; q < length(r); q++) {
                for (int k = 0; k <= q; k++) {
                    if (isUnseen(r, k)) {
                        mask[flat(r, q) * longest + start[r] + k] = Float.NEGATIVE_INFINITY;
                    }
                }
            }
        }
    }

    /// What is added to attention scores: [lines or 1, 1, longest, longest], 0 where a token may look and -infinity
    /// elsewhere; a padding token sees itself, so that no row of scores is empty. Null where a causal mask alone
    /// does.
    ///
    /// @param window how many tokens a token sees, itself included; 0 for all before it
    @Nullable
    Tensor mask(int window) {
        boolean windowed = window > 0 && window < longest;
        if (isPlain()) {
            return windowed ? plainMask(window) : null;
        }
        float[] mask = new float[Math.multiplyExact(Math.multiplyExact(lines, longest), longest)];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int slot = 0; slot < lines * longest; slot++) {
            mask[slot * longest + slot % longest] = 0;
        }
        for (int r = 0; r < size(); r++) {
            for (int q = 0; q < length(r); q++) {
                int from = flat(r, q) * longest;
                for (int k = windowed ? Math.max(0, q - window + 1) : 0; k <= q; k++) {
                    mask[from + slot(r, k)] = 0;
                }
            }
        }
        hide(mask);
        return Tensor.of(mask, lines, 1, longest, longest);
    }

    /// The same for every line.
    private Tensor plainMask(int window) {
        float[] mask = new float[Math.multiplyExact(longest, longest)];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int q = 0; q < longest; q++) {
            Arrays.fill(mask, q * longest + Math.max(0, q - window + 1), q * longest + q + 1, 0);
        }
        return Tensor.of(mask, 1, 1, longest, longest);
    }

    /// The last token of a row that is not `pad`, or 0 if all are; its very last where there is no padding token.
    int lastReal(int row, java.util.OptionalInt pad) {
        int[] ids = rows.get(row);
        int last = ids.length - 1;
        while (pad.isPresent() && last >= 0 && ids[last] == pad.getAsInt()) {
            last--;
        }
        return Math.max(0, last);
    }
}
