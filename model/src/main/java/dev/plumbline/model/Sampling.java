package dev.plumbline.model;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.util.List;

/// How the next token is drawn, and when to stop.
///
/// @param temperature 0 takes the likeliest token; otherwise logits are divided by it
/// @param topK keeps the k likeliest tokens; 0 keeps all
/// @param topP keeps the likeliest tokens up to this total probability, the one that crosses it included; in (0, 1]
/// @param maxTokens limit of new tokens, the end-of-turn token included; at least 1
/// @param stop texts that end the answer when they appear; they are cut off
public record Sampling(double temperature, int topK, double topP, int maxTokens, List<String> stop) {
    public Sampling {
        stop = List.copyOf(stop);
        require(temperature >= 0 && Double.isFinite(temperature), "temperature must be 0 or more", temperature);
        require(topK >= 0, "top-k must be 0 (all) or more", topK);
        require(topP > 0 && topP <= 1, "top-p must lie in (0, 1]", topP);
        require(maxTokens >= 1, "max-tokens must be 1 or more", maxTokens);
    }

    /// The likeliest token at every step.
    public static Sampling greedy(int maxTokens) {
        return new Sampling(0, 0, 1, maxTokens, List.of());
    }

    /// Draws from the model's own distribution at this temperature.
    public static Sampling at(double temperature, int maxTokens) {
        return new Sampling(temperature, 0, 1, maxTokens, List.of());
    }

    private static void require(boolean holds, String what, double found) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what + ", not " + found);
        }
    }
}
