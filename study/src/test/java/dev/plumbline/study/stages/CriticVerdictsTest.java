package dev.plumbline.study.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Seed;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.HarborAudit;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.HarborSize;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.train.constitution.Constitution;
import dev.plumbline.train.constitution.Principle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A critic's verdict on an answer does not hang on who else is judged with it.
class CriticVerdictsTest {
    @TempDir
    private Path folder = Path.of("");

    /// Prompts of different lengths, with answers of one word to many.
    private static List<HarborExample> examples() {
        HarborAudit audit = HarborAudit.of(HarborWorld.of(HarborSize.small(), new Seed(1)), new Seed(1), 8);
        return Stream.of(Family.HARMFUL, Family.FACT, Family.OPINION)
                .flatMap(family -> audit.examples(family).stream())
                .toList();
    }

    @Test
    void anAnswerAloneAndAmongOthersInAnyOrderHasTheSameVerdict() throws IOException {
        ModelSource.copy("harbor:small", folder);
        Constitution constitution = ConstitutionSource.read("harbor");
        Principle principle = constitution.principles().getFirst();
        List<Conversation> asked =
                examples().stream().map(HarborExample::prompt).toList();
        List<String> answers = IntStream.range(0, asked.size())
                .mapToObj(i -> "it is " + "not ".repeat(i % 7) + "red .")
                .toList();
        try (CheckpointModel model = CheckpointModel.open(folder, "critic")) {
            CriticVerdicts verdicts = new CriticVerdicts(model, constitution.prompts());
            double[] together = verdicts.leads(principle, asked, answers);
            double[] backwards = verdicts.leads(principle, asked.reversed(), answers.reversed());
            List<Boolean> alone = new ArrayList<>();

            for (int i = 0; i < together.length; i++) {
                double own = verdicts.leads(principle, asked.subList(i, i + 1), answers.subList(i, i + 1))[0];
                assertThat(together[i]).as("alone, %d", i).isCloseTo(own, within(CriticVerdicts.ROUNDING));
                assertThat(backwards[together.length - 1 - i])
                        .as("backwards, %d", i)
                        .isCloseTo(own, within(CriticVerdicts.ROUNDING));
                assertThat(Math.abs(own)).as("a lead beyond rounding").isGreaterThan(CriticVerdicts.ROUNDING);
                alone.add(own > 0);
            }
            assertThat(verdicts.faults(principle, asked, answers)).isEqualTo(alone);
        }
    }

    @Test
    void theSameBatchGivesTheSameBits() throws IOException {
        ModelSource.copy("harbor:small", folder);
        Constitution constitution = ConstitutionSource.read("harbor");
        List<Conversation> asked =
                examples().stream().map(HarborExample::prompt).toList();
        List<String> answers = asked.stream().map(one -> "it is red .").toList();
        try (CheckpointModel model = CheckpointModel.open(folder, "critic")) {
            CriticVerdicts verdicts = new CriticVerdicts(model, constitution.prompts());
            Principle principle = constitution.principles().getFirst();

            assertThat(verdicts.leads(principle, asked, answers)).isEqualTo(verdicts.leads(principle, asked, answers));
        }
    }
}
