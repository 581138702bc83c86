package dev.plumbline.study.stages;

import dev.plumbline.core.Preference;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.train.TokenPair;
import dev.plumbline.train.TokenRow;
import dev.plumbline.train.data.Located;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Preferences as token rows for one model. Prompts that leave no room lose their oldest tokens; answers are never cut.
///
/// @param pairs those that fit, in order
/// @param kept the preference of each
/// @param shortened how many prompts lost tokens
/// @param tooLong how many pairs were left out because an answer alone fills the context
record PairRows(List<TokenPair> pairs, List<Located<Preference>> kept, int shortened, int tooLong) {
    static PairRows of(ChatFormat format, List<Located<Preference>> preferences, int context) {
        List<TokenPair> pairs = new ArrayList<>();
        List<Located<Preference>> kept = new ArrayList<>();
        int shortened = 0;
        int tooLong = 0;
        for (Located<Preference> located : preferences) {
            Preference preference = located.value();
            int[] prompt = format.prompt(preference.prompt());
            int[] chosen = format.answer(preference.prompt(), preference.chosen());
            int[] rejected = format.answer(preference.prompt(), preference.rejected());
            int room = context - Math.max(chosen.length, rejected.length);
            if (room < 1) {
                tooLong++;
                continue;
            }
            if (prompt.length > room) {
                shortened++;
                prompt = Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
            }
            pairs.add(new TokenPair(
                    TokenRow.answer(prompt, chosen), TokenRow.answer(prompt, rejected), preference.margin()));
            kept.add(located);
        }
        return new PairRows(pairs, kept, shortened, tooLong);
    }

    /// What a reader must know of what was cut, nothing if nothing was.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (shortened > 0) {
            notes.add(shortened + " prompts were longer than the context allows and lost their oldest tokens.");
        }
        if (tooLong > 0) {
            notes.add(tooLong + " pairs were left out because an answer alone fills the context.");
        }
        return notes;
    }
}
