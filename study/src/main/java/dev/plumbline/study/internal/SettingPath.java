package dev.plumbline.study.internal;

import dev.plumbline.study.Setting;
import dev.plumbline.study.internal.Node.Entry;
import dev.plumbline.study.internal.Node.Look;
import dev.plumbline.study.internal.Node.Mapping;
import dev.plumbline.study.internal.Node.Scalar;
import dev.plumbline.study.internal.StudyOutline.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds what a setting is about and puts its value there.
final class SettingPath {
    private final Setting setting;
    private final Place place;
    private final List<String> steps;

    SettingPath(Setting setting) {
        this.setting = setting;
        this.place = new Place(setting.source(), 0, 0);
        this.steps = List.of(setting.path().split("\\.", -1));
    }

    /// The outline with the setting in force.
    ///
    /// @throws PlumblineException BAD_STUDY, naming the setting, if its path leads nowhere or to several places
    StudyOutline apply(StudyOutline outline) {
        List<String> head = OptionTypes.names(StudyHead.class);
        String first = steps.getFirst();
        if (head.contains(first)) {
            if (steps.size() > 1) {
                throw place.error("\"" + first + "\" has no parts; write " + first + "=VALUE");
            }
            return new StudyOutline(put(outline.head(), steps), outline.stages());
        }
        if (first.equals("stages")) {
            return atStage(outline);
        }
        return atOption(outline, head);
    }

    private StudyOutline atStage(StudyOutline outline) {
        if (steps.size() < 3) {
            throw place.error("write stages.NAME.OPTION=VALUE");
        }
        String name = steps.get(1);
        List<String> names = outline.stages().stream().map(Part::name).toList();
        if (!names.contains(name)) {
            throw place.error("there is no stage \"" + Nearest.shortened(name) + "\"; " + Nearest.hint(name, names));
        }
        return replaced(outline, name, steps.subList(2, steps.size()));
    }

    private StudyOutline atOption(StudyOutline outline, List<String> head) {
        String option = steps.getFirst();
        List<String> owners = outline.stages().stream()
                .filter(part -> OptionTypes.names(part.kind().optionsType()).contains(option))
                .map(Part::name)
                .toList();
        if (owners.size() == 1) {
            return replaced(outline, owners.getFirst(), steps);
        }
        if (owners.isEmpty()) {
            List<String> all = new ArrayList<>(head);
            outline.stages().stream()
                    .flatMap(part -> OptionTypes.names(part.kind().optionsType()).stream())
                    .distinct()
                    .forEach(all::add);
            throw place.error(
                    "no stage has an option \"" + Nearest.shortened(option) + "\"; " + Nearest.hint(option, all));
        }
        List<String> paths = owners.stream()
                .map(owner -> "stages." + owner + "." + setting.path())
                .toList();
        throw place.error("several stages have an option \"" + option + "\"; name one: " + String.join(", ", paths));
    }

    private StudyOutline replaced(StudyOutline outline, String name, List<String> path) {
        if (List.of("name", "kind").contains(path.getFirst())) {
            throw place.error("a stage's " + path.getFirst() + " cannot be set; edit the study file");
        }
        return new StudyOutline(
                outline.head(),
                outline.stages().stream()
                        .map(part -> part.name().equals(name)
                                ? new Part(part.place(), name, part.kind(), put(part.options(), path))
                                : part)
                        .toList());
    }

    private Mapping put(Mapping mapping, List<String> path) {
        String key = path.getFirst();
        if (path.size() == 1) {
            return mapping.with(key, new Entry(place, value()));
        }
        Entry entry = mapping.entries().getOrDefault(key, new Entry(place, new Mapping(place, Map.of())));
        if (!(entry.value() instanceof Mapping inner)) {
            throw place.error("\"" + key + "\" is " + entry.value().what() + " and has no parts; set it whole");
        }
        return mapping.with(key, new Entry(entry.key(), put(inner, path.subList(1, path.size()))));
    }

    /// A list, a mapping or a quoted text if the value begins like one; otherwise the value as it is, a file name with
    /// `#` or `: ` in it included.
    private Node value() {
        String text = setting.value().strip();
        if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"") || text.startsWith("'")) {
            return relocated(YamlTree.parse(text, setting.source()));
        }
        if (text.isEmpty()) {
            return new Scalar(place, "", Look.TEXT);
        }
        if (text.matches("[-+.\\w]+") && YamlTree.parse(text, setting.source()) instanceof Scalar scalar) {
            return relocated(scalar);
        }
        return new Scalar(place, text, Look.TEXT);
    }

    /// The same value; line and column within an argument would only confuse.
    private Node relocated(Node node) {
        return switch (node) {
            case Scalar scalar -> new Scalar(place, scalar.text(), scalar.look());
            case Node.Sequence sequence ->
                new Node.Sequence(
                        place, sequence.items().stream().map(this::relocated).toList());
            case Mapping mapping -> {
                Mapping moved = new Mapping(place, Map.of());
                for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
                    moved = moved.with(
                            entry.getKey(),
                            new Entry(place, relocated(entry.getValue().value())));
                }
                yield moved;
            }
        };
    }
}
