package dev.plumbline.train.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.train.StepRow;
import dev.plumbline.train.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Recorded rectangles of ids, masks and labels as rows without padding.
final class Rows {
    private static final int IGNORED = -100;

    private Rows() {}

    /// Rows whose learned tokens are those with a label. Packed lines come apart where positions begin anew; rows
    /// without a label are left out.
    static List<TokenRow> labelled(JsonNode batch, String prefix) {
        int[][] ids = Json.integerMatrix(batch.path(prefix + "input_ids"), prefix + "input_ids");
        int[][] labels = Json.integerMatrix(batch.path(prefix + "labels"), prefix + "labels");
        List<TokenRow> rows = new ArrayList<>();
        for (int r = 0; r < ids.length; r++) {
            boolean[] learned = new boolean[ids[r].length];
            for (int t = 0; t < learned.length; t++) {
                learned[t] = labels[r][t] != IGNORED;
                if (learned[t] && labels[r][t] != ids[r][t]) {
                    throw new UnknownFixture("a label that is not the token it stands at");
                }
            }
            if (batch.hasNonNull(prefix + "position_ids")) {
                int[] positions =
                        Json.integers(batch.path(prefix + "position_ids").get(r), "position_ids");
                rows.addAll(unpacked(ids[r], learned, positions));
            } else {
                rows.add(kept(ids[r], learned, mask(batch, prefix + "attention_mask", r)));
            }
        }
        rows.removeIf(row -> row.targets() == 0);
        return rows;
    }

    private static List<TokenRow> unpacked(int[] ids, boolean[] learned, int[] positions) {
        List<TokenRow> rows = new ArrayList<>();
        int from = 0;
        for (int t = 1; t <= ids.length; t++) {
            if (t == ids.length || positions[t] == 0) {
                rows.add(new TokenRow(Arrays.copyOfRange(ids, from, t), Arrays.copyOfRange(learned, from, t)));
                from = t;
            }
        }
        return rows;
    }

    /// Rows whose learned tokens are those of a mask (`completion_mask`), or none where there is no mask.
    static List<TokenRow> masked(JsonNode batch, String prefix) {
        int[][] ids = Json.integerMatrix(batch.path(prefix + "input_ids"), prefix + "input_ids");
        boolean marked = batch.hasNonNull(prefix + "completion_mask");
        List<TokenRow> rows = new ArrayList<>();
        for (int r = 0; r < ids.length; r++) {
            boolean[] learned = new boolean[ids[r].length];
            if (marked) {
                int[] marks = mask(batch, prefix + "completion_mask", r);
                for (int t = 0; t < learned.length; t++) {
                    learned[t] = marks[t] == 1;
                }
            }
            rows.add(kept(ids[r], learned, mask(batch, prefix + "attention_mask", r)));
        }
        return rows;
    }

    /// Solutions with the labels of their steps, 0 or 1, at the tokens that end them.
    static List<StepRow> steps(JsonNode batch) {
        int[][] ids = Json.integerMatrix(batch.path("input_ids"), "input_ids");
        int[][] labels = Json.integerMatrix(batch.path("labels"), "labels");
        List<StepRow> rows = new ArrayList<>();
        for (int r = 0; r < ids.length; r++) {
            int[] real = real(mask(batch, "attention_mask", r));
            int[] row = labels[r];
            int[] ends = IntStream.range(0, real.length)
                    .filter(t -> row[real[t]] != IGNORED)
                    .toArray();
            double[] right = Arrays.stream(ends).mapToDouble(t -> row[real[t]]).toArray();
            rows.add(new StepRow(at(ids[r], real), ends, right));
        }
        return rows;
    }

    static int[] mask(JsonNode batch, String name, int row) {
        return Json.integers(batch.path(name).path(row), name);
    }

    /// The positions where a mask is 1.
    static int[] real(int[] mask) {
        return IntStream.range(0, mask.length).filter(t -> mask[t] == 1).toArray();
    }

    static int[] at(int[] values, int[] positions) {
        return Arrays.stream(positions).map(t -> values[t]).toArray();
    }

    private static TokenRow kept(int[] ids, boolean[] learned, int[] mask) {
        int[] real = real(mask);
        if (real.length == 0) {
            throw new PlumblineException(ErrorCode.BAD_DATA, "a recorded row holds nothing but padding");
        }
        boolean[] marks = new boolean[real.length];
        for (int t = 0; t < marks.length; t++) {
            marks[t] = learned[real[t]];
        }
        return new TokenRow(at(ids, real), marks);
    }
}
