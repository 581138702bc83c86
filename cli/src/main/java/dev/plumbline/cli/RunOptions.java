package dev.plumbline.cli;

import dev.plumbline.study.Runner;
import dev.plumbline.study.Setting;
import dev.plumbline.study.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How a study that a command writes is run, and where: shared by the short commands.
final class RunOptions {
    /// What a command line says about how it is run and shown, but not about what is run.
    private static final Set<String> PASSING = Set.of("--resume", "--json", "--quiet", "-q", Failures.STACK_TRACE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description =
                    "Any other option of the study that is run; see plumbline explain RUN/study.yaml. May be repeated.")
    private List<String> set = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with the newest unfinished run of this very command.")
    private boolean resume;

    @Mixin
    private RunArguments how = new RunArguments();

    /// What the command line puts in place of a study's own values.
    List<Setting> settings() {
        return set.stream().map(Setting::of).toList();
    }

    /// Whether `--set` says something about an option of this name, of whatever stage.
    boolean sets(String option) {
        return settings().stream()
                .anyMatch(s -> s.path().equals(option) || s.path().endsWith("." + option));
    }

    /// Runs the study and says what came out; gives the exit status.
    Integer run(Shell shell, Workbench workbench, Study study) {
        Runner runner = new Runner(how.settings(shell, workbench, study, words()));
        return how.show(shell, resume ? runner.resume(study) : runner.run(study), true);
    }

    /// As above, by as many processes as the command line says.
    Integer run(Shell shell, Workbench workbench, Study study, RankArguments ranks) {
        List<String> given = command.root().commandLine().getParseResult().originalArgs();
        return Crew.work(shell, ranks, study, how.settings(shell, workbench, study, words()), given, settings -> {
            Runner runner = new Runner(settings);
            return how.show(shell, resume ? runner.resume(study) : runner.run(study), true);
        });
    }

    /// The command line that makes this run again, as a person would type it.
    private List<String> words() {
        List<String> given = command.root().commandLine().getParseResult().originalArgs();
        return Stream.concat(Stream.of("plumbline"), given.stream().filter(word -> !PASSING.contains(word)))
                .toList();
    }
}
