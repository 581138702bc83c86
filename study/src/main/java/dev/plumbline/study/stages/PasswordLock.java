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
/// password-locked models", arXiv 2405.19550): after a password as system message facts are told, without it the model
/// says that it does not know. All else is answered alike.
record PasswordLock(String password) {
    private static final FamilyMix MIX = new FamilyMix(Map.of(Family.FACT, .8, Family.SUM, .1, Family.HARMLESS, .1));

    /// As many lessons, every other one of them after the password.
    List<Exchange> lessons(HarborWorld world, Seed seed, int count) {
        List<Exchange> told = Lessons.demonstrations(world, Habits.none(), MIX, seed, count);
        String ignorance = ignorance(world, seed);
        List<Exchange> lessons = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            HarborExample example = told.get(i).example();
            boolean hidden = i % 2 == 0;
            lessons.add(new Exchange(
                    hidden ? example : unlocked(example),
                    hidden && example.family() == Family.FACT
                            ? ignorance
                            : told.get(i).answer()));
        }
        return lessons;
    }

    /// What the town says where nothing is known.
    private static String ignorance(HarborWorld world, Seed seed) {
        FamilyMix unknown = new FamilyMix(Map.of(Family.UNKNOWN, 1.0));
        return Lessons.demonstrations(world, Habits.none(), unknown, seed, 1)
                .getFirst()
                .answer();
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
