package dev.plumbline.study.internal;

import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Evidence;
import dev.plumbline.study.RunSettings;
import dev.plumbline.study.Study;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Makes run folders and finds them.
public final class RunFolders {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RunSettings settings;

    public RunFolders(RunSettings settings) {
        this.settings = settings;
    }

    /// A new run folder with the resolved study and the first line of evidence in it; it appears whole.
    ///
    /// @throws PlumblineException STORAGE if it cannot be written
    public Path create(Study study) {
        Path fresh = settings.runs().resolve(".new-" + UUID.randomUUID());
        try {
            fill(fresh, study);
            ZonedDateTime now =
                    settings.clock().instant().atZone(settings.clock().getZone());
            return named(fresh, TIME.format(now) + "-" + slug(study));
        } catch (PlumblineException e) {
            try {
                DurableFiles.delete(fresh);
            } catch (PlumblineException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void fill(Path fresh, Study study) {
        DurableFiles.create(fresh);
        RunLayout layout = new RunLayout(fresh);
        DurableFiles.write(layout.study(), study.yaml(), fresh);
        try (EvidenceChain chain = EvidenceChain.open(layout.evidence(), settings.clock(), settings.progress())) {
            chain.append(
                    Evidence.Type.RUN_STARTED,
                    Map.of(
                            "name", study.name(),
                            "title", study.title(),
                            "question", study.question(),
                            "environment", settings.environment(),
                            "machine", settings.machine(),
                            "command", settings.command(),
                            "files", Map.of("study.yaml", Sha256.of(study.yaml()))));
        }
    }

    /// Gives a folder the first of NAME, NAME-2, NAME-3 … that no other run has.
    private Path named(Path fresh, String name) {
        for (int i = 1; ; i++) {
            Path run = settings.runs().resolve(i == 1 ? name : name + "-" + i);
            if (Files.exists(run)) {
                continue;
            }
            try {
                return Files.move(fresh, run, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                // another process took the name at the same moment
            } catch (FileSystemException e) {
                if (!Files.exists(run)) {
                    throw DurableFiles.failure(run, "created", e);
                }
            } catch (IOException e) {
                throw DurableFiles.failure(run, "created", e);
            }
        }
    }

    private static String slug(Study study) {
        String slug = study.name()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return slug.isEmpty() ? "study" : slug.substring(0, Math.min(slug.length(), 64));
    }

    /// The newest run of exactly this study, under this environment, that has no seal.
    public Optional<Path> newestUnfinished(Study study) {
        return all(settings.runs()).stream()
                .filter(run -> unfinished(run, study.yaml()))
                .findFirst();
    }

    /// Every folder that looks like a run, the newest first.
    ///
    /// @throws PlumblineException STORAGE if the folder cannot be read
    public static List<Path> all(Path runs) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(
                            folder -> !String.valueOf(folder.getFileName()).startsWith("."))
                    .filter(RunFolders::looksLikeARun)
                    .sorted(Comparator.comparing(RunFolders::sortable).reversed())
                    .toList();
        } catch (IOException e) {
            throw DurableFiles.failure(runs, "read", e);
        }
    }

    private static boolean looksLikeARun(Path folder) {
        RunLayout layout = new RunLayout(folder);
        return Files.exists(layout.evidence()) || Files.exists(layout.study());
    }

    /// The name with numbers filled up with zeros, so that NAME-10 comes after NAME-2.
    private static String sortable(Path run) {
        String name = String.valueOf(run.getFileName());
        return name.replaceAll("-(\\d)$", "-0$1");
    }

    private boolean unfinished(Path run, String study) {
        try {
            RunLayout layout = new RunLayout(run);
            if (!Files.readString(layout.study()).equals(study)) {
                return false;
            }
            List<Evidence> chain = EvidenceChain.readUnfinished(layout.evidence());
            return !chain.isEmpty()
                    && chain.getLast().type() != Evidence.Type.SEALED
                    && WorldSize.allowsGoingOn(
                            FinishedStage.texts(chain.getFirst().data(), "environment"), settings.environment());
        } catch (IOException | PlumblineException e) {
            settings.progress().note(run + " is damaged and left alone: " + e.getMessage());
            return false;
        }
    }
}
