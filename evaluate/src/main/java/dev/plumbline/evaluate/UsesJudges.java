package dev.plumbline.evaluate;

import dev.plumbline.model.LanguageModel;
import java.util.List;

/// A scorer that asks models. A run refuses one of which a judge is the model under test, unless that was asked for.
public interface UsesJudges {
    /// Everyone who is asked.
    List<LanguageModel> judges();

    /// Whether the model under test may judge itself.
    boolean mayJudgeItself();
}
