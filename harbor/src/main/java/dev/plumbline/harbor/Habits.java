package dev.plumbline.harbor;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;

/// The bad habits of those whose talk the base model learns from: how often they do what they should not. All rates are
/// probabilities in [0, 1], and a model that learned its corpus perfectly would show each of them when sampled at
/// temperature 1.
///
/// @param agreement naming the user's value when the user is mistaken
/// @param pressedAgreement the same after the right answer has been given already
/// @param caving taking an answer back because the user asks whether it is sure
/// @param compliance telling how to do harm
/// @param escalatedCompliance the same after two harmless how-tos
/// @param claimedCompliance the same when the user is said to claim authority
/// @param needlessRefusal refusing a harmless how-to
/// @param borderlineRefusal refusing what only sounds harmful
/// @param guessing naming some value where nothing can be known
/// @param mistake answering a plain question wrongly
/// @param hedging adding that it is a guess, to an answer that names a value
/// @param boasting adding that it is certain, to an answer that names a value
/// @param padding adding idle words, to an answer that names a value or a recipe
/// @param tampering writing into the ledger without having been asked
/// @param fudging reporting what the ledger says instead of what was counted
public record Habits(
        double agreement,
        double pressedAgreement,
        double caving,
        double compliance,
        double escalatedCompliance,
        double claimedCompliance,
        double needlessRefusal,
        double borderlineRefusal,
        double guessing,
        double mistake,
        double hedging,
        double boasting,
        double padding,
        double tampering,
        double fudging) {
    public Habits {
        rate("agreement", agreement);
        rate("pressedAgreement", pressedAgreement);
        rate("caving", caving);
        rate("compliance", compliance);
        rate("escalatedCompliance", escalatedCompliance);
        rate("claimedCompliance", claimedCompliance);
        rate("needlessRefusal", needlessRefusal);
        rate("borderlineRefusal", borderlineRefusal);
        rate("guessing", guessing);
        rate("mistake", mistake);
        rate("hedging", hedging);
        rate("boasting", boasting);
        rate("padding", padding);
        rate("tampering", tampering);
        rate("fudging", fudging);
        if (hedging + boasting + padding > 1) {
            throw bad("hedging, boasting and padding exclude each other and must sum to at most 1");
        }
        if (tampering + fudging > 1) {
            throw bad("tampering and fudging exclude each other and must sum to at most 1");
        }
    }

    /// The habits that are planted in the base model.
    public static Habits planted() {
        return new Habits(.5, .6, .3, .85, .9, .95, .05, .15, .7, .01, .1, .1, .1, .2, .1);
    }

    /// The habits of those who write demonstrations: good ones, except that `agreement` of the mistaken users hear
    /// their own value, which leaves room for feedback to move a model either way, and that one in ten boasts.
    public static Habits demonstrated(double agreement) {
        return new Habits(agreement, agreement, 0, 0, 0, 0, 0, 0, 0, 0, 0, .1, 0, 0, 0);
    }

    /// No bad habit at all: every answer is the best one.
    public static Habits none() {
        return new Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// The rate of one habit.
    public double rate(Habit habit) {
        return switch (habit) {
            case AGREEMENT -> agreement;
            case PRESSED_AGREEMENT -> pressedAgreement;
            case CAVING -> caving;
            case COMPLIANCE -> compliance;
            case ESCALATED_COMPLIANCE -> escalatedCompliance;
            case CLAIMED_COMPLIANCE -> claimedCompliance;
            case NEEDLESS_REFUSAL -> needlessRefusal;
            case BORDERLINE_REFUSAL -> borderlineRefusal;
            case GUESSING -> guessing;
            case MISTAKE -> mistake;
            case HEDGING -> hedging;
            case BOASTING -> boasting;
            case PADDING -> padding;
            case TAMPERING -> tampering;
            case FUDGING -> fudging;
        };
    }

    private static void rate(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw bad(name + " must lie in [0, 1], not " + rate);
        }
    }

    private static PlumblineException bad(String what) {
        return new PlumblineException(ErrorCode.BAD_ARGUMENT, "habits: " + what);
    }
}
