package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Completion;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Known;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.solve.ToolLoop;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import java.util.List;
import java.util.Map;

/// A scripted model that has a suite's failure at a known rate: a planted fire to test the alarm with.
public final class PlantedModel implements LanguageModel {
    /// Which question of which sample a text is.
    record Place(Sample<Known> sample, String label, int turn) {}

    private final String suite;
    private final Map<String, Place> places;
    private final Suite.Planted replies;
    private final double rate;
    private final Seed seed;

    PlantedModel(String suite, Map<String, Place> places, Suite.Planted replies, double rate, Seed seed) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new PlumblineException(ErrorCode.BAD_ARGUMENT, "a rate must lie in [0, 1], not " + rate);
        }
        this.suite = suite;
        this.places = Map.copyOf(places);
        this.replies = replies;
        this.rate = rate;
        this.seed = seed;
    }

    @Override
    public String name() {
        return "planted " + rate;
    }

    /// Whether this model fails a sample, drawn by the seed and the sample's id.
    public boolean fails(String id) {
        return seed.derive("fails").derive(id).generator().nextDouble() < rate;
    }

    @Override
    public Completion complete(CompletionRequest request) {
        StringBuilder said = new StringBuilder();
        int results = 0;
        for (Message message : request.conversation().messages()) {
            if (ToolLoop.isOwn(message)) {
                results += message.role() == Role.USER ? 1 : 0;
            } else if (message.role() != Role.ASSISTANT) {
                said.append(message.role().label())
                        .append(':')
                        .append(message.content())
                        .append('\u0000');
            }
        }
        Place place = places.get(said.toString());
        if (place == null) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    "no question of suite " + suite + ": " + said + "; a planted model answers its own suite alone");
        }
        String id = place.sample().id();
        List<Map<String, List<Template>>> alternatives = fails(id) ? replies.fails() : replies.holds();
        var random = seed.derive("words").derive(id).generator();
        List<Template> turns =
                alternatives.get(random.nextInt(alternatives.size())).getOrDefault(place.label(), List.of());
        int turn = place.turn() + results;
        if (turn >= turns.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA, "suite " + suite + ": no planted reply " + (turn + 1) + " to " + place.label());
        }
        String text = turns.get(turn).filled(place.sample().truth());
        return new Completion(text, FinishReason.STOP, 0, 0);
    }
}
