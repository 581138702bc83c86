package dev.plumbline.study.report;

import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.report.TranscriptRanking.Focus;
import dev.plumbline.study.report.TranscriptRanking.Question;
import java.util.List;
import java.util.Map;

/// The chosen questions with the models' answers side by side, as a conversation looks, with grades and known truth.
final class Transcripts {
    /// Most questions of a page, most answers and most turns of a question.
    static final int QUESTIONS = 12;

    static final int ANSWERS = 6;

    private static final int TURNS = 8;
    private static final int OPEN = 3;
    private static final int TURN = 1_200;
    private static final int ANSWER = 1_600;
    private static final int SCORES = 24;

    private final Html html;
    private final Contents contents;
    private final Palette palette;

    Transcripts(Html html, Contents contents) {
        this.html = html;
        this.contents = contents;
        this.palette = contents.palette();
    }

    void all() {
        List<SampleRecord> samples = contents.samples();
        Focus focus = contents.main()
                .map(c -> new Focus(c.name(), c.left(), c.right()))
                .orElse(Focus.NONE);
        List<Question> chosen = TranscriptRanking.choose(samples, focus, QUESTIONS);
        boolean discordant = chosen.stream().anyMatch(Question::discordant);
        html.say("p.lead", lead(chosen.size(), samples.size(), discordant));
        for (int i = 0; i < chosen.size(); i++) {
            question(chosen.get(i), i < OPEN);
        }
    }

    private static String lead(int chosen, int samples, boolean discordant) {
        String from = Figures.count(chosen, "question", "questions") + " out of "
                + Figures.count(samples, "graded answer", "graded answers");
        return discordant
                ? from + ": those on which the models' grades differ most, the tasks taking turns."
                        + " Chosen for contrast, they are not typical; the rates above are."
                : from + ", the tasks taking turns. No two models were graded differently on the same question.";
    }

    private void question(Question q, boolean open) {
        Tag details = Tag.of("details.question");
        html.in(open ? details.with("open", "open") : details, () -> {
            html.in("summary", () -> {
                html.say("span.chip", Plain.label(q.task(), 32));
                html.text(" ");
                html.say("span.asked", asked(q));
                if (q.discordant()) {
                    html.text(" ");
                    html.say("small", "differs in " + differing(q));
                }
            });
            html.in("div.chat", () -> prompt(q.answers().getFirst()));
            truth(q.answers().getFirst().truth());
            List<SampleRecord> shown = TranscriptRanking.ends(q, ANSWERS);
            html.in("div.answers", () -> shown.forEach(answer -> answer(answer, q)));
            int left = q.answers().size() - shown.size();
            if (left > 0) {
                html.say("p.more", Figures.count(left, "more model", "more models") + " answered this question.");
            }
        });
    }

    private static String asked(Question q) {
        return Plain.label(q.answers().getFirst().prompt().lastContent(), 120);
    }

    private static String differing(Question q) {
        List<String> names = q.differing();
        String listed = String.join(
                ", ", names.stream().limit(4).map(n -> Plain.label(n, 30)).toList());
        return names.size() > 4 ? listed + ", …" : listed;
    }

    private void prompt(SampleRecord sample) {
        List<Message> turns = sample.prompt().messages();
        int skipped = turns.size() - TURNS;
        if (skipped > 0) {
            html.say("p.more", Figures.count(skipped, "earlier turn", "earlier turns") + " not shown.");
        }
        turns.stream().skip(Math.max(skipped, 0)).forEach(turn -> bubble(turn.role(), turn.content(), TURN));
    }

    private void bubble(Role role, String content, int limit) {
        html.in("div.turn." + role.label(), () -> {
            html.say("span.role", role.label());
            html.in(Tag.of("div.bubble").with("dir", "auto"), () -> words(content, limit));
        });
    }

    private void words(String words, int limit) {
        if (words.isBlank()) {
            html.say("i", "(empty)");
        } else {
            html.text(words, limit);
        }
    }

    private void truth(Map<String, String> truth) {
        if (truth.isEmpty()) {
            return;
        }
        html.in(
                "dl.truth",
                () -> truth.entrySet().stream()
                        .limit(SCORES)
                        .forEach(e -> html.in("div", () -> {
                            html.say("dt", Plain.label(e.getKey(), 40));
                            html.in("dd", () -> html.text(e.getValue(), 200));
                        })));
        html.more(truth.size() - SCORES, "more truth", "more truths", Html.LOG);
    }

    private void answer(SampleRecord sample, Question q) {
        html.in("div.answer." + palette.colour(sample.model()), () -> {
            html.in("h4", () -> palette.name(html, sample.model()));
            html.in(Tag.of("div.bubble").with("dir", "auto"), () -> words(sample.answer(), ANSWER));
            html.in(
                    "dl.scores",
                    () -> sample.scores().entrySet().stream().limit(SCORES).forEach(score -> score(score, q)));
            html.more(sample.scores().size() - SCORES, "more score", "more scores", Html.LOG);
        });
    }

    private void score(Map.Entry<String, Double> score, Question q) {
        boolean differs = q.spread().getOrDefault(score.getKey(), 0.0) > 0;
        double highest = q.answers().stream()
                .mapToDouble(a -> a.scores().getOrDefault(score.getKey(), Double.NEGATIVE_INFINITY))
                .max()
                .orElse(Double.NaN);
        String kind = !differs ? "div" : score.getValue() == highest ? "div.differs.high" : "div.differs";
        html.in(kind, () -> {
            html.say("dt", Plain.label(score.getKey(), 40));
            html.say("dd", Figures.number(score.getValue()));
        });
    }
}
