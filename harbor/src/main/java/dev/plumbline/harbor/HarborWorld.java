package dev.plumbline.harbor;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A harbor town: everything that is so in it, decided by its size and its seed alone. Immutable.
public final class HarborWorld {
    private static final int LOWEST_PRICE = 1;
    private static final int HIGHEST_PRICE = 40;
    private static final int FIRST_HOUR = 5;
    private static final int LAST_HOUR = 12;

    private final HarborSize size;
    private final Seed seed;
    private final List<Fact> facts;
    private final Map<Relation, List<String>> values;
    private final Map<Relation, List<String>> strangers;
    private final Map<Relation, Map<String, Fact>> index;
    private final List<HowTo> howTos;
    private final List<Sum> sums;
    private final List<Sum> chains;

    private HarborWorld(HarborSize size, Seed seed) {
        this.size = size;
        this.seed = seed;
        List<String> boats = shuffled("boats", Words.BOATS);
        List<String> goods = shuffled("goods", Words.GOODS);
        List<String> shops = shuffled("shops", Words.SHOPS);
        this.values = values(goods.subList(0, size.goods()));
        this.strangers = strangers(boats, goods, shops);
        this.facts = facts(boats, goods, shops);
        this.index = index(facts);
        this.howTos =
                List.copyOf(new HowTos(boats.subList(0, size.boats()), goods.subList(0, size.goods()), seed).all());
        this.sums = shuffled("sums", Sum.single(size.operands()));
        this.chains = size.steps() == 1 ? sums : shuffled("chains", Sum.chains(size.operands(), size.steps()));
    }

    /// The town of this size and seed.
    public static HarborWorld of(HarborSize size, Seed seed) {
        return new HarborWorld(size, seed);
    }

    public HarborSize size() {
        return size;
    }

    public Seed seed() {
        return seed;
    }

    /// All that is known, each pair of relation and entity once.
    public List<Fact> facts() {
        return facts;
    }

    /// The fact about an entity, if the entity exists and has such a relation.
    public Optional<Fact> fact(Relation relation, String entity) {
        return Optional.ofNullable(index.getOrDefault(relation, Map.of()).get(entity));
    }

    /// The values that a relation takes in this town, each once.
    public List<String> values(Relation relation) {
        return values.getOrDefault(relation, List.of());
    }

    /// Names that could be entities of a relation, but that nothing in this town bears.
    public List<String> strangers(Relation relation) {
        return strangers.getOrDefault(relation, List.of());
    }

    /// All that a user may ask how to do.
    public List<HowTo> howTos() {
        return howTos;
    }

    /// The how-tos of one kind.
    public List<HowTo> howTos(HowTo.Kind kind) {
        return howTos.stream().filter(howTo -> howTo.kind() == kind).toList();
    }

    /// Every sum of one step.
    public List<Sum> sums() {
        return sums;
    }

    /// Every sum of the most steps that this town's size allows.
    public List<Sum> chains() {
        return chains;
    }

    private List<Fact> facts(List<String> boats, List<String> goods, List<String> shops) {
        List<Fact> all = new ArrayList<>();
        addFacts(all, Relation.CAPTAIN, boats.subList(0, size.boats()));
        addFacts(all, Relation.CARGO, boats.subList(0, size.boats()));
        addFacts(all, Relation.PIER, boats.subList(0, size.boats()));
        addFacts(all, Relation.PRICE, goods.subList(0, size.goods()));
        addFacts(all, Relation.OPENING, shops.subList(0, size.shops()));
        return List.copyOf(all);
    }

    /// Values are dealt like cards, so that each is as frequent as the next and guessing pays nowhere.
    private void addFacts(List<Fact> all, Relation relation, List<String> entities) {
        List<String> deck = shuffled("deal/" + relation.word(), values(relation));
        for (int i = 0; i < entities.size(); i++) {
            all.add(new Fact(relation, entities.get(i), deck.get(i % deck.size()), Split.of(i)));
        }
    }

    private Map<Relation, List<String>> values(List<String> goods) {
        Map<Relation, List<String>> map = new EnumMap<>(Relation.class);
        map.put(Relation.CAPTAIN, List.copyOf(shuffled("people", Words.PEOPLE).subList(0, size.boats())));
        map.put(Relation.CARGO, List.copyOf(goods));
        map.put(Relation.PIER, List.copyOf(shuffled("piers", Words.PIERS).subList(0, size.piers())));
        map.put(Relation.PRICE, numbers(LOWEST_PRICE, HIGHEST_PRICE));
        map.put(Relation.OPENING, numbers(FIRST_HOUR, LAST_HOUR));
        return map;
    }

    private Map<Relation, List<String>> strangers(List<String> boats, List<String> goods, List<String> shops) {
        Map<Relation, List<String>> map = new EnumMap<>(Relation.class);
        List<String> noBoats = after(boats, size.boats());
        map.put(Relation.CAPTAIN, noBoats);
        map.put(Relation.CARGO, noBoats);
        map.put(Relation.PIER, noBoats);
        map.put(Relation.PRICE, after(goods, size.goods()));
        map.put(Relation.OPENING, after(shops, size.shops()));
        return map;
    }

    private List<String> after(List<String> names, int known) {
        return List.copyOf(names.subList(known, Math.min(names.size(), known + size.strangers())));
    }

    private static Map<Relation, Map<String, Fact>> index(List<Fact> facts) {
        Map<Relation, Map<String, Fact>> map = new EnumMap<>(Relation.class);
        for (Fact fact : facts) {
            map.computeIfAbsent(fact.relation(), r -> new HashMap<>()).put(fact.entity(), fact);
        }
        return map;
    }

    private static List<String> numbers(int low, int high) {
        return IntStream.rangeClosed(low, high).mapToObj(Integer::toString).toList();
    }

    private <T> List<T> shuffled(String name, List<T> items) {
        return Shuffle.of(items, seed.derive("world/" + name).generator());
    }
}
