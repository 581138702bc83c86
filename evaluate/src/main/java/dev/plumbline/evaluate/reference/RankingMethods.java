package dev.plumbline.evaluate.reference;

import dev.plumbline.core.stats.BradleyTerry;
import dev.plumbline.core.stats.Davidson;
import dev.plumbline.core.stats.DawidSkene;
import dev.plumbline.core.stats.EloRatings;
import dev.plumbline.core.stats.LengthControlledWinRate;
import dev.plumbline.core.stats.PlackettLuce;
import dev.plumbline.core.stats.Strengths;
import dev.plumbline.core.stats.Votes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// How the reference cases of rankings and of labels by several workers are answered.
final class RankingMethods {
    static final Map<String, Method> ALL = Map.of(
            "bradley_terry", RankingMethods::bradleyTerry,
            "davidson", RankingMethods::davidson,
            "elo", RankingMethods::elo,
            "plackett_luce", RankingMethods::plackettLuce,
            "majority_vote", RankingMethods::majority,
            "dawid_skene", RankingMethods::dawidSkene,
            "length_controlled_win_rate", RankingMethods::lengthControlled);

    private static final double ANY_LEVEL = 0.95;

    private RankingMethods() {}

    private static Map<String, Supplier<?>> bradleyTerry(Input in) {
        BradleyTerry fit = BradleyTerry.of(in.matrix("wins"));
        Strengths s = fit.strengths();
        return Map.of(
                "log_strength", s::values,
                "se", s::standardErrors,
                "cov", s::covariance,
                "se_vs_first",
                        () -> IntStream.range(0, s.size())
                                .mapToDouble(i -> s.differenceError(i, 0))
                                .toArray(),
                "elo",
                        () -> IntStream.range(0, s.size())
                                .mapToDouble(i -> s.elo(i, ANY_LEVEL).value())
                                .toArray(),
                "log_likelihood", fit::logLikelihood);
    }

    private static Map<String, Supplier<?>> davidson(Input in) {
        Davidson fit = Davidson.of(in.matrix("wins"), in.matrix("ties"));
        return Map.of(
                "log_strength", fit.strengths()::values,
                "se", fit.strengths()::standardErrors,
                "nu", fit::nu,
                "se_log_nu", fit::logNuError);
    }

    private static Map<String, Supplier<?>> elo(Input in) {
        List<String> players = in.texts("players");
        List<EloRatings.Game> games = in.list("games").stream()
                .map(game -> new EloRatings.Game(
                        players.indexOf(game.get(0).asString()),
                        players.indexOf(game.get(1).asString()),
                        game.get(2).doubleValue()))
                .toList();
        EloRatings.Path path = new EloRatings(in.number("k"), in.number("start")).play(players.size(), games);
        return Map.of(
                "ratings",
                path::ratings,
                "after_each_game",
                () -> path.steps().stream()
                        .map(step -> new double[] {step.first(), step.second()})
                        .toList());
    }

    private static Map<String, Supplier<?>> plackettLuce(Input in) {
        List<List<Integer>> rankings = in.list("rankings").stream()
                .map(ranking -> ranking.valueStream().map(JsonNode::intValue).toList())
                .toList();
        Strengths s = PlackettLuce.of(in.integer("items"), rankings);
        return Map.of("log_strength", s::values, "se", s::standardErrors);
    }

    private static Map<String, Supplier<?>> majority(Input in) {
        List<String> items = in.texts("items");
        List<String> labels = in.texts("labels");
        List<String> workers = in.list("votes").stream()
                .map(vote -> vote.get(1).asString())
                .distinct()
                .toList();
        Votes votes = votes(in, items, workers, labels);
        return Map.of(
                "items",
                () -> IntStream.range(0, items.size())
                        .mapToObj(item -> ofItem(votes, items.get(item), item, labels))
                        .toList());
    }

    private static Map<String, Object> ofItem(Votes votes, String name, int item, List<String> labels) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("item", name);
        found.put("n", Arrays.stream(votes.counts(item)).sum());
        Supplier<double[]> shares = () -> votes.shares(item);
        Supplier<List<String>> winners =
                () -> votes.winners(item).stream().map(labels::get).toList();
        found.put("shares", shares);
        found.put("winners", winners);
        return found;
    }

    private static Map<String, Supplier<?>> dawidSkene(Input in) {
        List<String> workers = in.texts("workers");
        Votes votes = votes(in, in.texts("items"), workers, in.texts("labels"));
        DawidSkene fit = DawidSkene.of(votes, in.integer("iterations"));
        return Map.of(
                "posterior", fit::posterior,
                "prior", fit::prior,
                "errors",
                        () -> IntStream.range(0, workers.size())
                                .mapToObj(fit::errors)
                                .toList(),
                "log_likelihood", fit::logLikelihood);
    }

    private static Votes votes(Input in, List<String> items, List<String> workers, List<String> labels) {
        return new Votes(
                items.size(),
                workers.size(),
                labels.size(),
                in.list("votes").stream()
                        .map(vote -> new Votes.Vote(
                                items.indexOf(vote.get(0).asString()),
                                workers.indexOf(vote.get(1).asString()),
                                labels.indexOf(vote.get(2).asString())))
                        .toList());
    }

    private static Map<String, Supplier<?>> lengthControlled(Input in) {
        double[] preference = in.numbers("preference");
        double[] longer = in.numbers("length_difference");
        LengthControlledWinRate rate = in.get("difficulty").isNull()
                ? LengthControlledWinRate.of(preference, longer)
                : LengthControlledWinRate.of(preference, longer, in.numbers("difficulty"));
        return Map.of(
                "win_rate", rate::winRate,
                "coefficients", rate.fit()::coefficients,
                "se_coefficients", rate.fit()::standardErrors,
                "length_controlled", rate::controlled,
                "se", rate::standardError);
    }
}
