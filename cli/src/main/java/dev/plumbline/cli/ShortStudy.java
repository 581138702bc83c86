package dev.plumbline.cli;

import dev.plumbline.study.Setting;
import dev.plumbline.study.Study;
import dev.plumbline.study.StudyFile;
import java.util.ArrayList;
import java.util.List;

/// The study of a few stages that a short command stands for.
///
/// The text holds only the line of stages; what the command's options say is put in place as `--set` would, so that an
/// error names the option that a person typed.
final class ShortStudy {
    private final StringBuilder yaml = new StringBuilder();
    private final List<Setting> settings = new ArrayList<>();

    /// @param title what the study is about
    ShortStudy(String title) {
        yaml.append("title: ").append(Json.line(title)).append("\nstages:\n");
    }

    /// Adds a stage at the end of the line.
    ///
    /// @param lines further lines of it, such as `from: base`
    void stage(String name, String kind, String... lines) {
        yaml.append("  - name: ")
                .append(name)
                .append("\n    kind: ")
                .append(kind)
                .append('\n');
        for (String line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
    }

    /// What an option of the command says; nothing if it was not given.
    ///
    /// @param path as for `--set`
    /// @param value as a person gave it; empty if not given
    /// @param option as a person typed it, such as `--rate`
    void set(String path, String value, String option) {
        if (!value.isEmpty()) {
            settings.add(new Setting(path, value, option + " " + value));
        }
    }

    /// As [#set], for a text that is to be taken as it is, such as a file's name.
    void text(String path, String value, String option) {
        if (!value.isEmpty()) {
            settings.add(new Setting(path, Json.line(value), option + " " + value));
        }
    }

    /// The study, with what `--set` says last.
    ///
    /// @param command the words that stand for it, such as `train sft`
    Study study(String command, Workbench workbench, List<Setting> last) {
        settings.addAll(last);
        return StudyFile.parse(
                yaml.toString(), "plumbline " + command, command.replace(' ', '-'), workbench.kinds(), settings);
    }
}
