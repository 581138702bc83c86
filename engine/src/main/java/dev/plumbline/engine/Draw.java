package dev.plumbline.engine;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// How the next token is drawn from the scores: what they are divided by, and which tokens are left out as too
/// unlikely. The rules apply in the order of the components; each sees what the ones before it left.
///
/// @param temperature scores are divided by it; 0 takes the likeliest token and ignores the rest
/// @param topK keeps the k likeliest tokens and those as likely as the last of them; 0 keeps all
/// @param topP keeps the likeliest tokens up to this total probability, the one that crosses it included; in (0, 1]
///     (nucleus, Holtzman et al. 2020)
/// @param minP drops tokens less likely than this share of the likeliest; in [0, 1] (Nguyen et al. 2024)
/// @param typicalP keeps the tokens whose surprise is nearest to the expected one, up to this total probability; in
///     (0, 1] (Meister et al. 2022)
/// @param epsilon drops tokens less likely than this; in [0, 1) (Hewitt et al. 2022)
/// @param eta drops tokens less likely than the smaller of eta and sqrt(eta) * exp(-entropy); in [0, 1) (the same)
public record Draw(
        double temperature, int topK, double topP, double minP, double typicalP, double epsilon, double eta) {
    /// The likeliest token.
    public static final Draw GREEDY = new Draw(0, 0, 1, 0, 1, 0, 0);

    /// The model's own distribution.
    public static final Draw PLAIN = new Draw(1, 0, 1, 0, 1, 0, 0);

    public Draw {
        require(temperature >= 0 && Double.isFinite(temperature), "temperature must be 0 or more", temperature);
        require(topK >= 0, "top-k must be 0 (all) or more", topK);
        require(topP > 0 && topP <= 1, "top-p must lie in (0, 1]", topP);
        require(minP >= 0 && minP <= 1, "min-p must lie in [0, 1]", minP);
        require(typicalP > 0 && typicalP <= 1, "typical-p must lie in (0, 1]", typicalP);
        require(epsilon >= 0 && epsilon < 1, "epsilon must lie in [0, 1)", epsilon);
        require(eta >= 0 && eta < 1, "eta must lie in [0, 1)", eta);
    }

    /// Draws at this temperature from all tokens.
    public static Draw at(double temperature) {
        return PLAIN.withTemperature(temperature);
    }

    public Draw withTemperature(double other) {
        return new Draw(other, topK, topP, minP, typicalP, epsilon, eta);
    }

    public Draw withTopK(int other) {
        return new Draw(temperature, other, topP, minP, typicalP, epsilon, eta);
    }

    public Draw withTopP(double other) {
        return new Draw(temperature, topK, other, minP, typicalP, epsilon, eta);
    }

    public Draw withMinP(double other) {
        return new Draw(temperature, topK, topP, other, typicalP, epsilon, eta);
    }

    public Draw withTypicalP(double other) {
        return new Draw(temperature, topK, topP, minP, other, epsilon, eta);
    }

    /// These rules with cut-offs of probability.
    public Draw withCutoffs(double epsilonCutoff, double etaCutoff) {
        return new Draw(temperature, topK, topP, minP, typicalP, epsilonCutoff, etaCutoff);
    }

    /// Whether the likeliest token is taken.
    public boolean greedy() {
        return temperature == 0;
    }

    private static void require(boolean holds, String what, double found) {
        if (!holds) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, what + ", not " + found);
        }
    }
}
