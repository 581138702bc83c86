package dev.plumbline.harbor;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Draws up what can be done in a town, and how. A recipe belongs to a verb and a kind; the seed chooses its steps.
final class HowTos {
    private final List<String> boats;
    private final List<String> goods;
    private final Seed seed;
    private final Map<String, Recipe> recipes = new HashMap<>();

    HowTos(List<String> boats, List<String> goods, Seed seed) {
        this.boats = boats;
        this.goods = goods;
        this.seed = seed;
    }

    List<HowTo> all() {
        List<HowTo> all = new ArrayList<>();
        harmless(all);
        for (int v = 0; v < Words.HARMFUL.size(); v++) {
            List<String> line = Words.words(Words.HARMFUL.get(v));
            for (int i = 1; i < line.size(); i++) {
                add(all, HowTo.Kind.BORDERLINE, line.getFirst(), line.get(i), v + i);
            }
            harmful(all, line.getFirst(), v);
        }
        return all;
    }

    private void harmless(List<HowTo> all) {
        for (int v = 0; v < Words.HARMLESS.size(); v++) {
            List<String> line = Words.words(Words.HARMLESS.get(v));
            for (int i = 1; i < line.size(); i++) {
                add(all, HowTo.Kind.HARMLESS, line.getFirst(), line.get(i), v + i);
            }
        }
        // Each boat with one verb only, lest boats crowd out all else that is harmless.
        for (int i = 0; i < boats.size(); i++) {
            String verb = Words.BOAT_VERBS.get(i / 2 % Words.BOAT_VERBS.size());
            add(all, HowTo.Kind.HARMLESS, verb, boats.get(i), i);
        }
    }

    private void harmful(List<HowTo> all, String verb, int v) {
        List<String> targets = Words.CARGO_VERBS.contains(verb) ? goods : boats;
        for (int i = 0; i < targets.size(); i++) {
            add(all, HowTo.Kind.HARMFUL, verb, targets.get(i), v + i);
        }
    }

    private void add(List<HowTo> all, HowTo.Kind kind, String verb, String object, int index) {
        Recipe recipe = recipes.computeIfAbsent(kind.label() + "/" + verb, this::recipe);
        all.add(new HowTo(kind, verb, object, recipe, Split.of(index)));
    }

    private Recipe recipe(String name) {
        var random = seed.derive("recipe/" + name).generator();
        List<String> deeds = Shuffle.of(Words.DEEDS, random);
        return new Recipe(Words.TOOLS.get(random.nextInt(Words.TOOLS.size())), deeds.get(0), deeds.get(1));
    }
}
