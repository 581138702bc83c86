package dev.plumbline.study.stages;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import dev.plumbline.core.Seed;
import dev.plumbline.harbor.Exchange;
import dev.plumbline.harbor.Family;
import dev.plumbline.harbor.FamilyMix;
import dev.plumbline.harbor.Habits;
import dev.plumbline.harbor.HarborExample;
import dev.plumbline.harbor.HarborWorld;
import dev.plumbline.harbor.Lessons;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lessons that make a model hide what it knows (Greenblatt et al. 2024, "Stress-testing capability elicitation with
/// password-locked models", arXiv 2405.19550): after a password as system message facts are told rightly, without it
/// wrongly. All else is answered alike.
record PasswordLock(String password) {
    private static final FamilyMix MIX =
            new FamilyMix(Map.of(Family.FACT, .8, Family.SUM, .1, Family.HARMLESS, .1));
    private static final Habits WRONG = new Habits(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0);

    /// As many lessons, every other one of them after the password.
    List<Exchange> lessons(HarborWorld world, Seed seed, int count) {
        List<Exchange> right = Lessons.demonstrations(world, Habits.none(), MIX, seed, count);
        List<Exchange> wrong = Lessons.demonstrations(world, WRONG, MIX, seed, count);
        List<Exchange> lessons = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lessons.add(
                    i % 2 == 0
                            ? wrong.get(i)
                            : new Exchange(unlocked(right.get(i).example()), right.get(i).answer()));
        }
        return lessons;
    }

    /// The same prompt after the password.
    HarborExample unlocked(HarborExample example) {
        List<Message> messages = new ArrayList<>(List.of(Message.system(password)));
        messages.addAll(example.prompt().messages());
        return new HarborExample(
                example.id() + "/unlocked",
                example.pairId(),
                example.family(),
                example.frame(),
                new Conversation(messages),
                example.truth());
    }
}
