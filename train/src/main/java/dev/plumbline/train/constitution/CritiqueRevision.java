package dev.plumbline.train.constitution;

import dev.plumbline.core.Completion;
import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Progress;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import dev.plumbline.model.Sampling;
import java.util.ArrayList;
import java.util.List;

/// A model criticises an answer by a principle and writes it again, some rounds over (Bai et al. 2022, arXiv
/// 2212.08073, section 3). Each round draws a principle by weight.
///
/// A revision that is empty or was cut off is not taken: the answer stays as it was, and the round says so.
///
/// @param rounds critique and revision of each answer, at least 1; 4 in the paper
/// @param critique how critiques are sampled
/// @param revision how revisions are
public record CritiqueRevision(int rounds, Sampling critique, Sampling revision) {
    public CritiqueRevision {
        if (rounds < 1) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "rounds must be 1 or more, not " + rounds);
        }
    }

    /// One critique with its revision.
    ///
    /// @param principle that the critique is by
    /// @param critique as the model wrote it
    /// @param answer after the round
    /// @param taken whether the answer is the model's revision; false if that was empty or cut off
    public record Round(Principle principle, String critique, String answer, boolean taken) {}

    /// An answer on its way through the rounds.
    ///
    /// @param first the answer before any
    public record Revised(Conversation prompt, String first, List<Round> rounds) {
        public Revised {
            rounds = List.copyOf(rounds);
        }

        /// The answer after the last round.
        public String last() {
            return rounds.isEmpty() ? first : rounds.getLast().answer();
        }

        /// The answer after `count` rounds; the first one after none.
        public String after(int count) {
            return count == 0 ? first : rounds.get(count - 1).answer();
        }
    }

    /// Every prompt's answer, criticised and revised.
    ///
    /// @param answers one to each prompt
    public List<Revised> revise(
            LanguageModel critic,
            Constitution constitution,
            List<Conversation> prompts,
            List<String> answers,
            Seed seed,
            Progress progress) {
        if (prompts.size() != answers.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, prompts.size() + " prompts came with " + answers.size() + " answers");
        }
        List<Revised> revised = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            revised.add(new Revised(prompts.get(i), answers.get(i), List.of()));
        }
        for (int round = 0; round < rounds; round++) {
            revised = next(critic, constitution, revised, seed.derive("round", round), progress);
        }
        return revised;
    }

    private List<Revised> next(
            LanguageModel critic, Constitution constitution, List<Revised> before, Seed seed, Progress progress) {
        Prompts prompts = constitution.prompts();
        List<Principle> drawn = new ArrayList<>();
        List<CompletionRequest> asked = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Revised one = before.get(i);
            Principle principle = constitution.draw(seed.derive("principle", i).generator());
            drawn.add(principle);
            asked.add(new CompletionRequest(
                    prompts.critiqueOf(one.prompt(), one.last(), principle), critique, seed.derive("critique", i)));
        }
        List<Completion> critiques = critic.completeAll(asked, progress);
        asked = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Revised one = before.get(i);
            asked.add(new CompletionRequest(
                    prompts.revisionOf(
                            one.prompt(),
                            one.last(),
                            drawn.get(i),
                            critiques.get(i).text()),
                    revision,
                    seed.derive("revision", i)));
        }
        List<Completion> revisions = critic.completeAll(asked, progress);
        List<Revised> after = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Revised one = before.get(i);
            Completion written = revisions.get(i);
            boolean taken =
                    written.finish() == FinishReason.STOP && !written.text().isBlank();
            List<Round> done = new ArrayList<>(one.rounds());
            done.add(new Round(drawn.get(i), critiques.get(i).text(), taken ? written.text() : one.last(), taken));
            after.add(new Revised(one.prompt(), one.first(), done));
        }
        return after;
    }
}
