package dev.plumbline.study.report;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Provenance;
import dev.plumbline.study.Finding;
import dev.plumbline.study.StageResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All that a report shows. It is plain data: the same page gives the same bytes on every machine.
///
/// Every text may be hostile (a model wrote it, or a data file did): [Report] escapes it and bounds its length.
///
/// @param title the study's title
/// @param question what the study asks, one sentence; empty if it asks nothing
/// @param seed the study's seed
/// @param findings the most important first; those of the stages that are not among them are shown after them
/// @param stages in the order in which they ran
/// @param notes assumptions and limits of the whole study; those of the stages are shown beside them
/// @param provenance from what, with what and on what everything was made
/// @param study the resolved study file, all defaults written out
/// @param commands those that check and repeat the run
public record ReportPage(
        String title,
        String question,
        long seed,
        List<Finding> findings,
        List<Stage> stages,
        List<String> notes,
        List<Section> provenance,
        String study,
        List<Command> commands) {
    public ReportPage {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(study, "study");
        findings = List.copyOf(findings);
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
        provenance = List.copyOf(provenance);
        commands = List.copyOf(commands);
    }

    /// One stage of the study's line.
    ///
    /// @param name as the study file names it, such as `dpo-flattered`
    /// @param kind what it does, such as `dpo`; `feedback` and `reward-model` have sections of their own
    /// @param summary what came of it in one line; may be empty
    /// @param seconds how long it took, finite and not negative
    /// @param cached whether its result was taken from the store
    /// @param result what it has to say
    public record Stage(String name, String kind, String summary, double seconds, boolean cached, StageResult result) {
        public Stage {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(summary, "summary");
            Objects.requireNonNull(result, "result");
            if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "stage " + name + ": seconds must be finite and not negative, not " + seconds);
            }
        }
    }

    /// Key-value pairs under one title, shown in the given order.
    public record Section(String title, List<Entry> entries) {
        public Section {
            Objects.requireNonNull(title, "title");
            entries = List.copyOf(entries);
        }

        /// A section with the map's entries in the map's own order; give a sorted map for a stable page.
        public static Section of(String title, Map<String, String> entries) {
            List<Entry> list = new ArrayList<>();
            entries.forEach((key, value) -> list.add(new Entry(key, value)));
            return new Section(title, list);
        }

        /// A section with the whole of a provenance record: maker, parents, options, seed, versions, machine.
        public static Section of(String title, Provenance provenance) {
            List<Entry> list = new ArrayList<>();
            list.add(new Entry("maker", provenance.maker()));
            provenance.parents().forEach((key, value) -> list.add(new Entry("parent " + key, value)));
            list.add(new Entry("seed", Long.toString(provenance.seed())));
            provenance.options().forEach((key, value) -> list.add(new Entry("option " + key, value)));
            provenance.versions().forEach((key, value) -> list.add(new Entry("version " + key, value)));
            provenance.machine().forEach((key, value) -> list.add(new Entry("machine " + key, value)));
            return new Section(title, list);
        }
    }

    /// One line of a section.
    public record Entry(String key, String value) {
        public Entry {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /// A command line that a reader can type.
    ///
    /// @param about what it does, one sentence
    /// @param line the command itself
    public record Command(String about, String line) {
        public Command {
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(line, "line");
        }
    }
}
