package dev.plumbline.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.core.ReferenceCase;
import dev.plumbline.engine.Device;
import dev.plumbline.engine.EngineGolden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The engine against everything that was recorded of the field's own libraries.
class EngineReferenceTest {
    private static List<ReferenceCase> cases(Path folder) {
        assertThat(EngineReference.recognises(folder)).isTrue();
        List<ReferenceCase> cases = new ArrayList<>();
        EngineReference.run(folder, new EngineReference.Settings(folder, List.of(1), Device.CPU), cases::add);
        return cases;
    }

    private static Map<String, Long> kinds(List<ReferenceCase> cases) {
        return cases.stream().collect(Collectors.groupingBy(ReferenceCase::kind, TreeMap::new, Collectors.counting()));
    }

    @Test
    void givesEveryRecordedValue() {
        List<ReferenceCase> cases = cases(EngineGolden.folder("engine"));
        assertThat(cases).extracting(ReferenceCase::name).doesNotHaveDuplicates();
        assertThat(cases)
                .filteredOn(one -> one.result() != ReferenceCase.Result.PASS)
                .extracting(one -> one.name() + " " + one.difference() + " " + one.note())
                .isEmpty();
        assertThat(kinds(cases))
                .containsKeys(
                        "adapter",
                        "chat",
                        "decoding",
                        "expression",
                        "greedy",
                        "hidden",
                        "hostile",
                        "logits",
                        "logprobs");
        assertThat(kinds(cases)).containsKeys("mask", "padded", "processors", "safetensors", "scores", "tokenizer");
    }

    @Test
    void givesEveryRecordedActivation() {
        List<ReferenceCase> cases = cases(EngineGolden.folder("interpret"));
        assertThat(cases)
                .filteredOn(one -> one.result() == ReferenceCase.Result.FAIL)
                .extracting(one -> one.name() + " " + one.difference() + " " + one.note())
                .isEmpty();
        assertThat(kinds(cases).get("activations")).isGreaterThan(300);
        assertThat(cases)
                .filteredOn(one -> one.result() == ReferenceCase.Result.UNKNOWN)
                .extracting(ReferenceCase::name)
                .contains("analysis", "sae", "activations/gpt2.safetensors/folded");
    }
}
