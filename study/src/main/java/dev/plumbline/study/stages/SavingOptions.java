package dev.plumbline.study.stages;

import dev.plumbline.study.Option;
import dev.plumbline.train.Saving;

/// What saves memory or time in a training and changes no number but by rounding.
public record SavingOptions(
        @Option(
                doc = "tokens whose logits are in memory at once, computed a second time on the way back; 0 for all"
                        + " of a micro-batch",
                unit = "tokens",
                range = ">= 0",
                defaultValue = "0")
        int headRows,

        @Option(doc = "compute each layer's inside again on the way back instead of keeping it", defaultValue = "false")
        boolean recompute,

        @Option(
                doc = "most tokens of a micro-batch, padding included, in place of micro-batch: items of like length go"
                        + " together; for sft, dpo and unpaired; 0 for none",
                unit = "tokens",
                range = ">= 0",
                defaultValue = "0")
        int tokens,

        @Option(
                doc = "compute the answers to one prompt behind one copy of it; for group-policy",
                defaultValue = "false")
        boolean sharePrompts) {
    public SavingOptions {
        Checks.atLeast("saving.head-rows", headRows, 0);
        Checks.atLeast("saving.tokens", tokens, 0);
    }

    /// For a method that takes these two, or neither, into account.
    ///
    /// @throws dev.plumbline.core.PlumblineException BAD_STUDY if one is asked for that the method would pass over
    Saving saving(boolean budgets, boolean sharesPrompts) {
        if (tokens > 0 && !budgets) {
            throw Checks.bad("saving.tokens: only sft, dpo and unpaired go by a budget of tokens; set it to 0,"
                    + " and optimiser.micro-batch to the items that fit");
        }
        if (sharePrompts && !sharesPrompts) {
            throw Checks.bad("saving.share-prompts: only group-policy learns from several answers to one"
                    + " prompt; leave it out");
        }
        return new Saving(headRows, recompute, tokens, sharePrompts);
    }
}
