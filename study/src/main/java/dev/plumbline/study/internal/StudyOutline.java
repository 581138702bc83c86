package dev.plumbline.study.internal;

import dev.plumbline.study.Setting;
import dev.plumbline.study.StageKind;
import dev.plumbline.study.StageOptions;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyStage;
import dev.plumbline.study.internal.Node.Entry;
import dev.plumbline.study.internal.Node.Mapping;
import dev.plumbline.study.internal.Node.Scalar;
import dev.plumbline.study.internal.Node.Sequence;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A study whose stages are known by name and kind, but whose options are still as they were written.
///
/// @param head everything before the stages
/// @param stages in order, names unique
public record StudyOutline(Mapping head, List<Part> stages) {
    private static final String STAGES = "stages";
    private static final int MAX_STAGES = 200;

    /// One stage: its options without `name` and `kind`.
    public record Part(Place place, String name, StageKind<?> kind, Mapping options) {}

    /// The outline of a whole file.
    ///
    /// @throws PlumblineException BAD_STUDY if it has no stages, or one without a usable name and kind
    public static StudyOutline of(Node root, List<StageKind<?>> kinds) {
        if (!(root instanceof Mapping file)) {
            throw root.place().error("a study is a mapping with title and stages, not " + root.what());
        }
        Entry stages = file.entries().get(STAGES);
        if (stages == null) {
            checkHead(file);
            throw file.place().error("\"stages\" is missing; add a list of stages, each with name and kind");
        }
        if (!(stages.value() instanceof Sequence list) || list.items().isEmpty()) {
            throw stages.value()
                    .place()
                    .error("\"stages\" must be a list of at least one stage, not "
                            + (stages.value() instanceof Sequence
                                    ? "an empty one"
                                    : stages.value().what()));
        }
        if (list.items().size() > MAX_STAGES) {
            throw list.place().error("more than " + MAX_STAGES + " stages; split the study");
        }
        List<Part> parts = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Node item : list.items()) {
            Part part = part(item, kinds);
            if (!names.add(part.name())) {
                throw part.place().error("a second stage is called \"" + part.name() + "\"; give it a name of its own");
            }
            parts.add(part);
        }
        return new StudyOutline(file.without(STAGES), parts);
    }

    /// This outline under what a command line asks for.
    public StudyOutline with(List<Setting> settings) {
        StudyOutline outline = this;
        for (Setting setting : settings) {
            outline = new SettingPath(setting).apply(outline);
        }
        return outline;
    }

    /// The study, every option bound and every reference checked.
    public Study study(String name) {
        checkHead(head);
        StudyHead bound = Binder.bind(head, StudyHead.class, "the study");
        List<StudyStage> done = new ArrayList<>();
        for (Part part : stages) {
            Record options = (Record) Binder.bind(
                    part.options(),
                    part.kind().optionsType(),
                    "stage \"" + part.name() + "\" (kind " + part.kind().name() + ")");
            checkInputs(part, (StageOptions) options, done);
            checkFiles(part, (StageOptions) options);
            done.add(new StudyStage(part.name(), part.kind(), (StageOptions) options));
        }
        return new Study(name, bound.title(), bound.question(), bound.seed(), bound.threads(), bound.precision(), done);
    }

    private static void checkHead(Mapping head) {
        List<String> valid = new ArrayList<>(OptionTypes.names(StudyHead.class));
        valid.add(STAGES);
        head.entries().forEach((key, entry) -> {
            if (!valid.contains(key)) {
                throw entry.key()
                        .error("unknown key \"" + Nearest.shortened(key) + "\" of the study; "
                                + Nearest.hint(key, valid));
            }
        });
    }

    private static Part part(Node item, List<StageKind<?>> kinds) {
        if (!(item instanceof Mapping mapping)) {
            throw item.place().error("a stage is a mapping with name, kind and options, not " + item.what());
        }
        Entry kindEntry = mapping.entries().get("kind");
        if (kindEntry == null) {
            throw mapping.place()
                    .error("\"kind\" is missing; say what the stage does ("
                            + Nearest.hint(
                                    "", kinds.stream().map(StageKind::name).toList()) + ")");
        }
        String kindName = text(kindEntry.value(), "kind");
        StageKind<?> kind = kinds.stream()
                .filter(candidate -> candidate.name().equals(kindName))
                .findFirst()
                .orElseThrow(() -> kindEntry
                        .value()
                        .place()
                        .error("unknown kind \"" + Nearest.shortened(kindName) + "\"; "
                                + Nearest.hint(
                                        kindName,
                                        kinds.stream().map(StageKind::name).toList())));
        Entry nameEntry = mapping.entries().getOrDefault("name", kindEntry);
        String name = text(nameEntry.value(), "name");
        if (!StudyStage.isName(name)) {
            throw nameEntry
                    .value()
                    .place()
                    .error("stage name \"" + Nearest.shortened(name) + "\": " + StudyStage.NAME_RULE);
        }
        return new Part(nameEntry.value().place(), name, kind, mapping.without("name", "kind"));
    }

    private static String text(Node node, String key) {
        if (node instanceof Scalar scalar && scalar.look() != Node.Look.NULL) {
            return scalar.text();
        }
        throw node.place().error("\"" + key + "\" must be a name, not " + node.what());
    }

    private static void checkFiles(Part part, StageOptions options) {
        try {
            options.files();
        } catch (InvalidPathException e) {
            Place place = part.options().scalars().stream()
                    .filter(scalar -> scalar.text().equals(e.getInput()))
                    .map(Scalar::place)
                    .findFirst()
                    .orElse(part.place());
            throw place.error("\"" + Nearest.shortened(e.getInput()) + "\" cannot be a path (" + e.getReason()
                    + "); name a file or folder");
        }
    }

    private static void checkInputs(Part part, StageOptions options, List<StudyStage> earlier) {
        List<String> names = earlier.stream().map(StudyStage::name).toList();
        for (String input : options.inputs()) {
            if (names.contains(input)) {
                continue;
            }
            Place place = part.options().scalars().stream()
                    .filter(scalar -> scalar.text().equals(input))
                    .map(Scalar::place)
                    .findFirst()
                    .orElse(part.place());
            String before =
                    names.isEmpty() ? "no stage comes before it" : "stages before it: " + Nearest.hint(input, names);
            throw place.error("stage \"" + part.name() + "\" uses stage \"" + Nearest.shortened(input)
                    + "\", which is not one of the stages before it; " + before);
        }
    }
}
