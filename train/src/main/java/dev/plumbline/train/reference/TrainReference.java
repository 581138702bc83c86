package dev.plumbline.train.reference;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.ReferenceCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Runs every recorded trajectory and table of a folder and says of each quantity whether our trainers give the
/// same numbers.
///
/// A folder holds one `<case>.json` per recording, the checkpoints that runs start from below `models`, and the
/// batches that losses received below `batches`. Dispatch is by what a file says of itself, not by its name. What
/// is not understood (a method, a key, a setting) makes its recording UNKNOWN; where the recorded library is known
/// to compute something else than we do on purpose, the difference is shown as NOT_IMITATED.
public final class TrainReference {
    private static final Pattern TRAINER = Pattern.compile("\\b(\\w+Trainer)\\.train\\(\\)");

    /// Runs that show how far rounding alone moves a trajectory.
    private static final int NUDGES = 8;

    private TrainReference() {}

    /// Whether a folder holds recordings of trainers: a JSON file that names its case, its source and models or a
    /// table.
    public static boolean recognises(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        if (Files.isDirectory(folder.resolve("batches")) && Files.isDirectory(folder.resolve("models"))) {
            return true;
        }
        return List.of("schedules", "optimisers", "advantages", "weak_to_strong", "gkd_values").stream()
                .anyMatch(name -> Files.isRegularFile(folder.resolve(name + ".json")));
    }

    /// Checks every recording of the folder in the order of their names.
    ///
    /// @param progress told after each recording
    /// @param report told each verdict as soon as it is known
    /// @throws PlumblineException MISSING_FILE if the folder cannot be read
    public static void run(Path folder, Progress progress, Consumer<ReferenceCase> report) {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PlumblineException(ErrorCode.MISSING_FILE, folder + ": cannot be read: " + e.getMessage(), e);
        }
        try (Progress.Meter meter = progress.start("recorded trainings", files.size(), "recordings")) {
            int done = 0;
            for (Path file : files) {
                run(folder, file, report);
                meter.at(++done, Map.of());
            }
        }
    }

    /// Checks one recording.
    static void run(Path folder, Path file, Consumer<ReferenceCase> report) {
        String stem = file.getFileName().toString().replaceFirst("\\.json$", "");
        try {
            JsonNode root = Json.read(file);
            if (root.has("table") && root.has("columns")) {
                InvarianceTable.report(stem, root, report);
                return;
            }
            Findings findings = new Findings(stem);
            String reason = check(folder, stem, root, findings, 0);
            if (reason.isEmpty()) {
                if (!findings.passed()) {
                    findings.noteRounding(nudged(folder, stem, root));
                }
                findings.report(report);
            } else {
                findings.reportNotImitated(reason, report);
            }
        } catch (UnknownFixture e) {
            report.accept(new ReferenceCase(
                    stem,
                    "recording",
                    Double.POSITIVE_INFINITY,
                    0,
                    ReferenceCase.Result.UNKNOWN,
                    "not understood: " + e.getMessage()));
        } catch (PlumblineException e) {
            report.accept(ReferenceCase.failed(stem, "recording", String.valueOf(e.getMessage())));
        }
    }

    /// The same recording followed from weights that differ in their last place, some times.
    private static List<Findings> nudged(Path folder, String stem, JsonNode root) {
        List<Findings> all = new ArrayList<>();
        for (int nudge = 1; nudge <= NUDGES; nudge++) {
            Findings findings = new Findings(stem);
            check(folder, stem, root, findings, nudge);
            all.add(findings);
        }
        return all;
    }

    /// @param nudge 0, or the number of one way to move each weight by at most one unit in its last place
    /// @return why the recording is not to be imitated; empty if it is
    private static String check(Path folder, String stem, JsonNode root, Findings findings, int nudge) {
        if (!root.isObject() || !root.path("source").isString()) {
            throw new UnknownFixture("a file without a source");
        }
        Matcher trainer = TRAINER.matcher(root.path("source").stringValue());
        if (!trainer.find()) {
            return table(root, findings);
        }
        if (root.has("rounds")) {
            new PpoReplay(Recording.ofRounds(folder, stem, root, nudge), findings).follow();
            return "";
        }
        Recording recording = Recording.of(folder, stem, root, nudge);
        OfflineReplay offline = new OfflineReplay(recording, findings);
        PreferenceReplay preference = new PreferenceReplay(recording, findings);
        UnpairedReplay unpaired = new UnpairedReplay(recording, findings);
        return switch (trainer.group(1)) {
            case "SFTTrainer" -> {
                offline.sft();
                yield "";
            }
            case "RewardTrainer" -> offline.rewardModel();
            case "PRMTrainer" -> offline.processReward();
            case "GKDTrainer" -> {
                offline.distillation();
                yield "";
            }
            case "DPOTrainer" -> preference.dpo();
            case "KTOTrainer" -> unpaired.kto();
            case "BCOTrainer" -> unpaired.bco();
            case "ORPOTrainer" -> preference.orpo();
            case "CPOTrainer" -> preference.cpo();
            case "GRPOTrainer" -> new GrpoReplay(recording, findings).follow(false);
            case "GMPOTrainer" -> new GrpoReplay(recording, findings).follow(true);
            case "RLOOTrainer" -> new GrpoReplay(recording, findings).rloo();
            default -> throw new UnknownFixture("trainer " + trainer.group(1));
        };
    }

    private static String table(JsonNode root, Findings findings) {
        Tables tables = new Tables(root, findings);
        if (root.has("schedules")) {
            tables.schedules();
        } else if (root.has("after_step")) {
            new OptimiserTable(root, findings).check();
        } else if (root.has("table") && root.has("rewards")) {
            tables.advantages();
        } else if (root.has("student_logits")) {
            tables.distillation();
        } else if (root.has("weak_probabilities")) {
            tables.weakToStrong();
        } else {
            throw new UnknownFixture("a table of a kind that is not known");
        }
        return "";
    }
}
