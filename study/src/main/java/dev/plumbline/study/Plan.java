package dev.plumbline.study;

import dev.plumbline.core.PlumblineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What running a study would do, stage by stage, without doing it.
public record Plan(List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /// What would happen to a stage.
    public enum Fate {
        /// The store has what it makes.
        FROM_STORE,
        /// It would be run.
        TO_RUN,
        /// It, or a stage before it, is not in the store; what it starts from is known only when that one has run.
        AFTER_OTHERS,
        /// A file that it reads is not there.
        FILE_MISSING;

        String words() {
            return switch (this) {
                case FROM_STORE -> "in the store";
                case TO_RUN -> "to run";
                case AFTER_OTHERS -> "to run, or from the store once its inputs are known";
                case FILE_MISSING -> "cannot run: a file is missing";
            };
        }
    }

    /// One stage.
    ///
    /// @param inputs the stages that it uses
    /// @param files the files outside of the run that it reads
    /// @param key of what it would make, where that is known; a way to look it up in the store
    public record Step(
            String name, String kind, List<String> inputs, List<String> files, Optional<StageKey> key, Fate fate) {
        public Step {
            inputs = List.copyOf(inputs);
            files = List.copyOf(files);
        }
    }

    /// The plan of a study under an environment.
    public static Plan of(Study study, Store store, Map<String, String> environment) {
        Map<String, String> contents = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (StudyStage stage : study.stages()) {
            List<String> inputs = stage.options().inputs();
            List<String> files =
                    stage.options().files().stream().map(String::valueOf).toList();
            Optional<StageKey> key = Optional.empty();
            Fate fate = Fate.AFTER_OTHERS;
            try {
                Map<String, String> external = StageKey.filesOf(stage);
                if (contents.keySet().containsAll(inputs)) {
                    Map<String, String> given = new TreeMap<>(contents);
                    given.keySet().retainAll(inputs);
                    StageKey known = StageKey.of(
                            stage,
                            study.seedOf(stage.name()).value(),
                            Collections.unmodifiableMap(given),
                            external,
                            environment);
                    Optional<String> content = store.content(known);
                    content.ifPresent(hash -> contents.put(stage.name(), hash));
                    key = Optional.of(known);
                    fate = content.isPresent() ? Fate.FROM_STORE : Fate.TO_RUN;
                }
            } catch (PlumblineException e) {
                fate = Fate.FILE_MISSING;
            }
            steps.add(new Step(stage.name(), stage.kind().name(), inputs, files, key, fate));
        }
        return new Plan(steps);
    }

    /// The plan for people, one line a stage.
    public String text() {
        int names = steps.stream().mapToInt(step -> step.name().length()).max().orElse(0);
        int kinds = steps.stream().mapToInt(step -> step.kind().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        int number = 0;
        for (Step step : steps) {
            List<String> uses = new ArrayList<>(step.inputs());
            uses.addAll(step.files());
            text.append(String.format(
                    "%2d. %-" + names + "s  %-" + kinds + "s  %s%s%n",
                    ++number,
                    step.name(),
                    step.kind(),
                    step.fate().words(),
                    uses.isEmpty() ? "" : "  <- " + String.join(", ", uses)));
        }
        return text.toString();
    }
}
