package dev.plumbline.evaluate.run;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Asker;
import dev.plumbline.evaluate.Evaluation;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Score;
import dev.plumbline.evaluate.Solution;
import dev.plumbline.evaluate.Task;
import dev.plumbline.evaluate.log.LogRecord;
import dev.plumbline.model.LanguageModel;
import java.util.Map;
import java.util.Optional;

/// One sample's turn.
///
/// @param epoch from 0
record Turn<T>(Task<T> task, Sample<T> sample, int epoch) {
    LogRecord.Key key() {
        return new LogRecord.Key(task.name(), sample.id(), epoch);
    }

    /// The sample under the name that it has among all epochs.
    Sample<T> named() {
        return epoch == 0
                ? sample
                : new Sample<>(sample.id() + "#" + epoch, sample.prompt(), sample.truth(), sample.cluster());
    }

    /// Asks and scores, and says how that ended.
    ///
    /// @param seed of the whole run; in the first epoch the sample's own is that of [Evaluation#seedOf]
    /// @throws PlumblineException CANCELLED if the sample was stopped before it ended
    LogRecord ask(LanguageModel model, Seed seed) {
        long begun = System.nanoTime();
        Seed first = Evaluation.seedOf(seed, task.name(), sample.id());
        Seed own = epoch == 0 ? first : first.derive("epoch", epoch);
        Optional<Solution> solution = Optional.empty();
        Score score;
        try {
            Solution said = task.solver().solve(sample, new Asker(model, task.sampling(), own));
            solution = Optional.of(said);
            score = Evaluation.scored(task, sample, said);
        } catch (RuntimeException e) {
            if (e instanceof PlumblineException ours && ours.code() == ErrorCode.CANCELLED) {
                throw ours;
            }
            score = Evaluation.unanswered(e);
        }
        long milliseconds = (System.nanoTime() - begun) / 1_000_000;
        Map<String, String> known = sample.truth() instanceof Known fields ? fields.fields() : Map.of();
        return new LogRecord(task.name(), sample.id(), epoch, sample.cluster(), solution, score, milliseconds, known);
    }
}
