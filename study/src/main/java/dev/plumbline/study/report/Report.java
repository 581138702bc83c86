package dev.plumbline.study.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// Turns a [ReportPage] into one HTML text: a page that opens anywhere, asks nothing of any host, and is the same
/// to the last byte whenever it is made from the same page.
///
/// The text is well-formed as XML too. A Content-Security-Policy allows the page's own style and script by their
/// hashes and forbids everything else, so that even a fault in escaping could neither load nor run anything.
public final class Report {
    /// A titled part of the page; those with nothing to show are left out.
    private record Part(String id, String shortTitle, String title, String lead, boolean present, Runnable body) {}

    private static final String STYLE = resource("report.css");
    private static final String SCRIPT = resource("report.js");

    private final Html html = new Html();
    private final Contents contents;
    private final ReportPage page;
    private final List<Part> parts;
    private final String style;

    private Report(ReportPage page) {
        this.page = page;
        this.contents = new Contents(page);
        this.style = STYLE + WorldPictures.style(page);
        this.parts = parts().stream().filter(Part::present).toList();
    }

    /// The page as HTML, in UTF-8 if written to a file.
    public static String html(ReportPage page) {
        return new Report(page).write();
    }

    private String write() {
        html.in(Tag.of("html").with("lang", "en"), () -> {
            html.in("head", this::head);
            html.in("body", this::body);
        });
        return html.toString();
    }

    private void head() {
        html.leaf(Tag.of("meta").with("charset", "utf-8"));
        html.leaf(Tag.of("meta").with("http-equiv", "Content-Security-Policy").with("content", policy()));
        html.leaf(Tag.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"));
        html.leaf(Tag.of("meta").with("name", "referrer").with("content", "no-referrer"));
        html.leaf(Tag.of("meta").with("name", "color-scheme").with("content", "light dark"));
        html.say("title", Plain.label(page.title(), 120) + " · Plumbline");
        html.verbatim("style", style);
    }

    private void body() {
        html.say(Tag.of("a.skip").with("href", "#content"), "Skip to the report");
        html.in("header", this::masthead);
        html.in(
                Tag.of("nav").with("aria-label", "Parts of the report"),
                () -> html.in("ul", () -> {
                    for (Part part : parts) {
                        html.in("li", () -> html.say(Tag.of("a").with("href", "#" + part.id()), part.shortTitle()));
                    }
                }));
        html.in(Tag.of("main").with("id", "content"), () -> parts.forEach(this::part));
        html.in(
                "footer",
                () -> html.text("Made by Plumbline under seed " + page.seed()
                        + ". This file is whole: it loads nothing and sends nothing."));
        html.verbatim("script", SCRIPT);
    }

    private void masthead() {
        html.in("div.brand", () -> {
            html.in(Tag.of("svg.bob").with("viewBox", "0 0 24 64").with("aria-hidden", "true"), () -> {
                html.leaf(Tag.of("path").with("d", "M12 0V38"));
                html.leaf(
                        Tag.of("path.weight").with("d", "M7 38H17L16 43H8ZM5 45H19C19 53 15 57 12 64C9 57 5 53 5 45Z"));
            });
            html.say("span.name", "Plumbline");
            html.say(Tag.of("button").with("id", "theme").with("type", "button").with("hidden", "hidden"), "Dark");
        });
        html.in("h1", () -> html.text(page.title(), 300));
        if (!page.question().isEmpty()) {
            html.in("p.question", () -> html.text(page.question(), 600));
        }
        new Headline(html, contents).main();
    }

    private void part(Part part) {
        Tag section = Tag.of("section").with("id", part.id()).with("aria-labelledby", part.id() + "-title");
        html.in(section, () -> {
            html.say(Tag.of("h2").with("id", part.id() + "-title"), part.title());
            if (!part.lead().isEmpty()) {
                html.say("p.lead", part.lead());
            }
            part.body().run();
        });
    }

    private List<Part> parts() {
        ForestPlot forest = new ForestPlot(html, contents.palette());
        BackMatter back = new BackMatter(html, contents);
        List<TradeOffPlot.Axes> tradeOffs = TradeOffPlot.choose(contents.audited(), page.stages());
        List<CurvePlot.Trained> curves = CurvePlot.curves(page);
        List<Part> all = new ArrayList<>();
        all.add(new Part(
                "line",
                "Line",
                "The line",
                "",
                !page.stages().isEmpty(),
                () -> new Timeline(html, page.stages()).write()));
        all.add(new Part(
                "meaning", "Meaning", "What this means", "", true, () -> new Headline(html, contents).meaning()));
        List<ReportPage.Stage> worlds = WorldPictures.stages(page);
        all.add(new Part(
                "worlds",
                "Worlds",
                "What was done in which world",
                "An arrow says what is done in a cell, the number what can still be earned from there, and the deeper"
                        + " the blue the more often a policy is there.",
                !worlds.isEmpty(),
                () -> new WorldPictures(html).all(worlds)));
        all.add(new Part(
                "measurements",
                "Measured",
                "What was measured",
                "A point is an estimate, the bar its interval; a dashed line is a rate planted by construction.",
                !contents.audited().isEmpty(),
                () -> forest.panels(contents.audited())));
        all.add(new Part(
                "comparisons",
                "Differences",
                "What differs",
                "Paired by question. The upright line is no difference; a filled mark has an adjusted p below .05.",
                !contents.comparisons().isEmpty(),
                () -> new ComparisonPlot(html, contents).all()));
        all.add(new Part(
                "trade-off",
                "Cost",
                "Cost and benefit",
                "What each model can do, upwards, against how it behaves, to the right; beneath, what a sample cost.",
                !tradeOffs.isEmpty(),
                () -> new TradeOffPlot(html, contents).all(tradeOffs)));
        all.add(new Part(
                "raters",
                "Raters",
                "How far raters agree",
                "The stronger the colour, the closer two raters; on the diagonal, each with themselves.",
                !contents.feedback().isEmpty(),
                this::feedback));
        all.add(new Part(
                "rewards",
                "Rewards",
                "Reward models",
                "",
                !contents.rewards().isEmpty(),
                () -> forest.panels(contents.rewards())));
        all.add(new Part(
                "curves",
                "Training",
                "How training went",
                "Curves of one name and kind share their scale.",
                !curves.isEmpty(),
                () -> new CurvePlot(html, contents.palette()).all(curves)));
        all.add(new Part(
                "transcripts",
                "Transcripts",
                "Side by side",
                "",
                !contents.samples().isEmpty(),
                () -> new Transcripts(html, contents).all()));
        all.add(new Part("limits", "Limits", "Assumptions and limits", "", true, back::notes));
        all.add(new Part(
                "missing",
                "Missing",
                "What is missing",
                "",
                !contents.measurements().isEmpty(),
                () -> {
                    back.missing();
                    back.figures().writeFolded(html);
                }));
        all.add(new Part("provenance", "Origin", "Where it comes from", "", true, () -> {
            back.provenance();
            back.study();
        }));
        all.add(new Part(
                "check", "Check", "Check it, repeat it", "", !page.commands().isEmpty(), back::commands));
        all.add(new Part("glossary", "Names", "What the names mean", "", true, back::glossary));
        return all;
    }

    private void feedback() {
        AgreementMatrix matrix = new AgreementMatrix(html);
        ForestPlot forest = new ForestPlot(html, contents.palette());
        forest.panels(contents.feedback(), m -> {
            if (AgreementMatrix.fits(m)) {
                matrix.write(m);
            } else {
                forest.panel(m);
            }
        });
    }

    private String policy() {
        return "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(SCRIPT)
                + "'; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// A text that ships with this class; line ends are made \n, as a browser reads them before it hashes.
    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
