package dev.plumbline.cli;

import dev.plumbline.study.Setting;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which study, with what set differently: shared by the commands that take a study.
final class StudyArguments {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "STUDY",
            defaultValue = Studies.USUAL,
            description = "A study file, or the name of one that ships (default: ${DEFAULT-VALUE}).")
    private String study = Studies.USUAL;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = {
                "Put a value in place of what the file says: seed=3, stages.NAME.OPTION=0.2, or OPTION=VALUE where just"
                        + " one stage has that option. May be repeated."
            })
    private List<String> settings = new ArrayList<>();

    /// As the person wrote it.
    String given() {
        return study;
    }

    /// The words of a command line that ask for this study with these settings.
    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(study);
        settings.forEach(setting -> {
            words.add("--set");
            words.add(setting);
        });
        return words;
    }

    /// The study, read and resolved.
    Study load(Shell shell, Workbench workbench) {
        return StudyFile.load(
                new Studies(shell).find(study),
                workbench.kinds(),
                settings.stream().map(Setting::of).toList());
    }
}
