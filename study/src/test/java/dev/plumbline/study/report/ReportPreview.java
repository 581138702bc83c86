package dev.plumbline.study.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes the sample pages as files, for looking at them in a browser: the one argument is the folder.
final class ReportPreview {
    private ReportPreview() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.createDirectories(folder);
        Map<String, ReportPage> pages = Map.of(
                "quickstart", SamplePages.quickstart(),
                "empty", SamplePages.empty(),
                "odd", OddPages.odd(),
                "many", OddPages.many(),
                "hostile", OddPages.hostile());
        for (var page : pages.entrySet()) {
            Files.writeString(
                    folder.resolve(page.getKey() + ".html"), Report.html(page.getValue()), StandardCharsets.UTF_8);
        }
    }
}
