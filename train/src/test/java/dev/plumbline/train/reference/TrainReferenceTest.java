package dev.plumbline.train.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.core.Progress;
import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Our trainers walk where the field's trainers walked.
class TrainReferenceTest {
    private static final Path HOME = Path.of("..", "..", "shared", "golden", "train");

    @BeforeAll
    static void exactArithmetic() {
        Engine.configure(EngineOptions.exact());
    }

    @Test
    void everyRecordingOfTheFolderIsFollowed() {
        assumeTrue(Files.isDirectory(HOME), "skipped: no recorded runs at " + HOME.toAbsolutePath().normalize());
        List<ReferenceCase> cases = new ArrayList<>();
        TrainReference.run(HOME, Progress.NONE, c -> {
            cases.add(c);
            if (c.result() != ReferenceCase.Result.PASS) System.out.println(c);
        });
        System.out.println(cases.size());
        assertThat(cases).noneMatch(c -> c.result() == ReferenceCase.Result.FAIL);
    }
}
