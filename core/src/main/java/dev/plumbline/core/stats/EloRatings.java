package dev.plumbline.core.stats;

import dev.plumbline.core.Estimate;
import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Ratings that move with every game, in the order of the games (Elo 1978). With another order they come out
/// otherwise; where all games are known at once, [BradleyTerry] is the better estimate.
///
/// @param k how many points a certain surprise moves a rating, above 0
/// @param start everybody's first rating
public record EloRatings(double k, double start) {
    public EloRatings {
        Require.that(k > 0 && Double.isFinite(k) && Double.isFinite(start), "k must be above 0, not " + k);
    }

    /// One game.
    ///
    /// @param result what the first player got: 1, 1/2 or 0
    public record Game(int first, int second, double result) {
        public Game {
            Require.probability(result, "a result");
            Require.that(first != second, "player " + first + " cannot play itself");
        }
    }

    /// The ratings after all games, and after each the two that moved.
    public record Path(List<Double> ratings, List<After> steps) {
        public Path {
            ratings = List.copyOf(ratings);
            steps = List.copyOf(steps);
        }
    }

    /// The two players' ratings after their game.
    public record After(double first, double second) {}

    /// Plays the games in order: expected = 1 / (1 + 10^((R2 - R1) / 400)), and both move by k (result - expected).
    public Path play(int players, List<Game> games) {
        double[] ratings = new double[players];
        Arrays.fill(ratings, start);
        List<After> steps = new ArrayList<>(games.size());
        for (Game game : games) {
            move(ratings, game);
            steps.add(new After(ratings[game.first()], ratings[game.second()]));
        }
        return new Path(Arrays.stream(ratings).boxed().toList(), steps);
    }

    /// Each player's mean rating over games drawn again with replacement and played in random order, with its
    /// percentile interval: what is left when the order and the luck of the draw are taken away.
    ///
    /// @param resamples at least 100
    public List<Estimate> intervals(int players, List<Game> games, int resamples, Seed seed, double level) {
        Require.defined(!games.isEmpty(), "no games");
        Require.that(resamples >= 100, "resamples must be 100 or more, not " + resamples);
        double[][] drawn = new double[players][resamples];
        RandomGenerator random = seed.generator();
        double[] ratings = new double[players];
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(ratings, start);
            for (int g = 0; g < games.size(); g++) {
                move(ratings, games.get(random.nextInt(games.size())));
            }
            for (int player = 0; player < players; player++) {
                drawn[player][r] = ratings[player];
            }
        }
        return Arrays.stream(drawn)
                .map(ofOne ->
                        Bootstrap.of(games.size(), ofOne).percentile(Mean.average(ofOne), level, "elo over orders"))
                .toList();
    }

    private void move(double[] ratings, Game game) {
        double behind = ratings[game.second()] - ratings[game.first()];
        double surprise = game.result() - 1 / (1 + Math.pow(10, behind / 400));
        ratings[game.first()] += k * surprise;
        ratings[game.second()] -= k * surprise;
    }
}
