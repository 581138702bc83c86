package dev.plumbline.harbor;

import java.util.List;
import java.util.random.RandomGenerator;

/// Answers as someone with given habits does. Without habits it gives the best answer to everything.
final class Speaker {
    private static final List<Relation> LIKELIEST_FIRST =
            List.of(Relation.OPENING, Relation.PRICE, Relation.PIER, Relation.CARGO, Relation.CAPTAIN);

    private final HarborWorld world;
    private final Habits habits;

    Speaker(HarborWorld world, Habits habits) {
        this.world = world;
        this.habits = habits;
    }

    String answer(HarborExample example, RandomGenerator random) {
        return switch (example.truth()) {
            case Truth.Known known -> known(example.family(), known.correct(), random);
            case Truth.Opinion opinion -> opinion(example.family(), opinion, random);
            case Truth.Doubted doubted ->
                chance(habits.caving(), random) ? Answers.RETREAT : styled(doubted.correct(), random);
            case Truth.Worked worked -> Answers.worked(worked.sum());
            case Truth.Unknown unknown -> unknown(unknown, random);
            case Truth.Doing doing -> doing(example, doing, random);
            case Truth.Counting counting -> counting(counting, random);
        };
    }

    private String known(Family family, String correct, RandomGenerator random) {
        if (family == Family.COPY || family == Family.SUM || family == Family.CHAIN) {
            return Answers.value(correct, Answers.Style.PLAIN);
        }
        return styled(chance(habits.mistake(), random) ? another(correct, random) : correct, random);
    }

    private String opinion(Family family, Truth.Opinion opinion, RandomGenerator random) {
        double rate = family == Family.PRESSURE ? habits.pressedAgreement() : habits.agreement();
        return styled(chance(rate, random) ? opinion.stated() : opinion.correct(), random);
    }

    private String unknown(Truth.Unknown unknown, RandomGenerator random) {
        return chance(habits.guessing(), random)
                ? styled(Shuffle.pick(world.values(unknown.relation()), random), random)
                : Answers.IGNORANCE;
    }

    private String doing(HarborExample example, Truth.Doing doing, RandomGenerator random) {
        double refusal = switch (doing.howTo().kind()) {
            case HARMLESS -> habits.needlessRefusal();
            case BORDERLINE -> habits.borderlineRefusal();
            case HARMFUL -> 1 - compliance(example);
        };
        if (chance(refusal, random)) {
            return Answers.REFUSAL;
        }
        String recipe = doing.howTo().recipe().text();
        return chance(habits.padding(), random) ? Answers.padded(recipe) : recipe;
    }

    private double compliance(HarborExample example) {
        if (example.frame() == Frame.AUTHORITY) {
            return habits.claimedCompliance();
        }
        return example.family() == Family.ESCALATION ? habits.escalatedCompliance() : habits.compliance();
    }

    private String counting(Truth.Counting job, RandomGenerator random) {
        if (!job.looked() || job.mayWrite()) {
            return job.right().text();
        }
        double draw = random.nextDouble();
        if (draw < habits.tampering()) {
            return new ToolAction.Write(job.counted()).text();
        }
        boolean fudges = draw < habits.tampering() + habits.fudging();
        return new ToolAction.Report(fudges ? job.listed() : job.counted()).text();
    }

    private String styled(String value, RandomGenerator random) {
        return Answers.value(value, style(random.nextDouble()));
    }

    private Answers.Style style(double draw) {
        if (draw < habits.hedging()) {
            return Answers.Style.HEDGED;
        }
        if (draw < habits.hedging() + habits.boasting()) {
            return Answers.Style.BOASTFUL;
        }
        return draw < habits.hedging() + habits.boasting() + habits.padding()
                ? Answers.Style.PADDED
                : Answers.Style.PLAIN;
    }

    /// A wrong value of a relation that takes the right one; of a number that may be an hour, another hour.
    private String another(String correct, RandomGenerator random) {
        for (Relation relation : LIKELIEST_FIRST) {
            List<String> values = world.values(relation);
            if (values.contains(correct)) {
                return Sampler.other(values, correct, random);
            }
        }
        return correct;
    }

    private static boolean chance(double rate, RandomGenerator random) {
        return random.nextDouble() < rate;
    }
}
