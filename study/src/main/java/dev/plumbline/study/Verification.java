package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.EvidenceChain;
import dev.plumbline.study.internal.FileTree;
import dev.plumbline.study.internal.FinishedStage;
import dev.plumbline.study.internal.RunLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a run folder is, byte for byte, what its evidence says.
///
/// Every byte of every file counts, the evidence included. What it cannot show is that nobody rewrote the whole
/// run with its whole chain; for that, keep the seal elsewhere and compare.
///
/// @param run the run folder
/// @param files how many files were checked
/// @param problems one line for each file that is changed, missing or extra, beginning with its path in the run;
///     empty if all is well
/// @param seal the hash of the chain's last line; empty if there is no seal
public record Verification(Path run, int files, List<String> problems, String seal) {
    private static final String EVIDENCE = "evidence.jsonl";

    public Verification {
        problems = List.copyOf(problems);
    }

    /// Recomputes every hash of a run.
    ///
    /// @throws PlumblineException MISSING_FILE if there is no such folder, STORAGE if a file in it cannot be read
    public static Verification of(Path run) {
        if (!Files.isDirectory(run)) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, run + ": no such run folder; plumbline runs lists what there is");
        }
        SortedMap<String, String> found = new TreeMap<>(FileTree.of(run).files());
        List<Evidence> chain;
        try {
            chain = EvidenceChain.read(new RunLayout(run).evidence());
        } catch (PlumblineException e) {
            return new Verification(run, found.size(), List.of(EVIDENCE + ": " + e.getMessage()), "");
        }
        List<String> problems = new ArrayList<>();
        boolean sealed = !chain.isEmpty() && chain.getLast().type() == Evidence.Type.SEALED;
        if (!sealed) {
            problems.add(
                    EVIDENCE + ": it does not end with a seal; the run is unfinished (resume it), or the end of its"
                            + " evidence was cut off");
        }
        if (found.getOrDefault(EVIDENCE, "").equals(FileTree.NO_FILE)) {
            problems.add(EVIDENCE + ": it is a link or a device, not a file");
        }
        found.remove(EVIDENCE);
        SortedMap<String, String> expected = expected(chain);
        compare(expected, found, problems);
        return new Verification(
                run, expected.size() + 1, problems, sealed ? chain.getLast().hash() : "");
    }

    /// Whether nothing differs.
    public boolean passed() {
        return problems.isEmpty();
    }

    /// Ends the caller if something differs.
    ///
    /// @throws PlumblineException MISMATCH, naming each file
    public void require() {
        if (!passed()) {
            throw new PlumblineException(
                    ErrorCode.MISMATCH,
                    run + ": " + String.join("; ", problems) + ". Do not rely on this run; run the study again");
        }
    }

    private static SortedMap<String, String> expected(List<Evidence> chain) {
        SortedMap<String, String> expected = new TreeMap<>();
        for (Evidence line : chain) {
            if (line.type() == Evidence.Type.RUN_STARTED || line.type() == Evidence.Type.RUN_FINISHED) {
                expected.putAll(FinishedStage.texts(line.data(), "files"));
            }
        }
        FinishedStage.in(chain).forEach(stage -> expected.putAll(stage.files()));
        return expected;
    }

    private static void compare(Map<String, String> expected, Map<String, String> found, List<String> problems) {
        TreeSet<String> all = new TreeSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (String file : all) {
            if (!found.containsKey(file)) {
                problems.add(file + ": it is missing");
            } else if (!expected.containsKey(file)) {
                problems.add(file + ": it is not part of the run");
            } else if (!expected.getOrDefault(file, "").equals(found.get(file))) {
                problems.add(file + ": its content is not what the evidence says");
            }
        }
    }
}
