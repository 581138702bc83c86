package dev.plumbline.cli;

import java.util.List;

/// Rows of text in columns that line up.
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /// A line for each row; all rows are of one length.
    static String of(List<String[]> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row[c].codePointCount(0, row[c].length()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                int width = row[c].codePointCount(0, row[c].length());
                line.append(row[c]).append(" ".repeat(widths[c] - width)).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
