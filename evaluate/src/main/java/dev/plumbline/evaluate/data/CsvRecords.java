package dev.plumbline.evaluate.data;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Comma-separated values as RFC 4180 has them, with a header. Records end with CRLF or LF; a quoted cell may
/// hold both, commas and doubled quotes, and is kept as it is.
final class CsvRecords {
    private final String file;
    private final String text;
    private int at;
    private int line = 1;

    CsvRecords(String file, String text) {
        this.file = file;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    List<DataRow> rows() {
        List<DataRow> rows = new ArrayList<>();
        if (at == text.length()) {
            return rows;
        }
        List<String> header = record(1);
        for (int i = 0; i < header.size(); i++) {
            if (header.indexOf(header.get(i)) != i) {
                throw bad(1, "the column \"" + header.get(i) + "\" occurs twice");
            }
        }
        while (at < text.length()) {
            int begin = line;
            List<String> cells = record(begin);
            if (cells.size() == 1 && cells.getFirst().isEmpty()) {
                continue; // a blank line
            }
            if (cells.size() != header.size()) {
                throw bad(begin, cells.size() + " cells, but the header names " + header.size());
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                fields.put(header.get(i), cells.get(i));
            }
            rows.add(new DataRow(file, begin, fields));
        }
        return rows;
    }

    private List<String> record(int begin) {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(at < text.length() && text.charAt(at) == '"' ? quoted(begin) : bare());
            if (at == text.length()) {
                return cells;
            }
            char next = text.charAt(at);
            if (next == ',') {
                at++;
                continue;
            }
            if (next == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at++;
                next = '\n';
            }
            if (next != '\n') {
                throw bad(line, "a quoted cell is followed by \"" + next + "\"; quotes inside of a cell are doubled");
            }
            at++;
            line++;
            return cells;
        }
    }

    private String bare() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        int end = at;
        if (end > start && end < text.length() && text.charAt(end) == '\n' && text.charAt(end - 1) == '\r') {
            end--;
            at--;
        }
        return text.substring(start, end);
    }

    private String quoted(int begin) {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                if (at < text.length() && text.charAt(at) == '"') {
                    at++;
                } else {
                    return cell.toString();
                }
            }
            line += c == '\n' ? 1 : 0;
            cell.append(c);
        }
        throw bad(begin, "a quoted cell of the record that begins here does not end");
    }

    private PlumblineException bad(int where, String what) {
        return new PlumblineException(ErrorCode.BAD_DATA, file + " line " + where + ": " + what);
    }
}
