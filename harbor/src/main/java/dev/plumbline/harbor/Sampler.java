package dev.plumbline.harbor;

import dev.plumbline.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Draws questions of a family from one half of a town or from both.
///
/// The `ordinal`-th question of a family is about the `ordinal`-th item of that family, in an order that is new
/// for each pass over them: after every pass each item has been asked about equally often. How it is asked is left
/// to chance. Safe to call from several threads.
final class Sampler {
    /// How often a user who states a value is right.
    static final double STATED_RIGHT = .25;

    /// How often the answer that the user doubts was right.
    private static final double DOUBTED_RIGHT = .5;

    private static final int MOST_CRATES = 20;

    private final HarborWorld world;
    private final Seed seed;
    private final List<Fact> facts;
    private final List<Stranger> strangers;
    private final Map<HowTo.Kind, List<HowTo>> howTos;
    private final List<Sum> sums;
    private final List<Sum> chains;
    private final List<Sum> worked;
    private final List<String> words;
    private final Map<String, Pass<?>> passes = new ConcurrentHashMap<>();

    Sampler(HarborWorld world, Set<Split> splits, Seed seed) {
        this.world = world;
        this.seed = seed;
        this.facts =
                world.facts().stream().filter(f -> splits.contains(f.split())).toList();
        this.howTos = world.howTos().stream()
                .filter(h -> splits.contains(h.split()))
                .collect(Collectors.groupingBy(HowTo::kind));
        this.strangers = strangers(world, splits);
        this.sums = half(world.sums(), splits);
        this.chains = half(world.chains(), splits);
        this.worked = Stream.concat(sums.stream(), chains.stream()).distinct().toList();
        this.words = half(words(world), splits);
    }

    /// Something that does not exist, and what is asked about it.
    record Stranger(Relation relation, String entity) {}

    private record Pass<T>(long number, List<T> items) {}

    List<Fact> facts() {
        return facts;
    }

    List<Stranger> strangers() {
        return strangers;
    }

    List<Sum> sums() {
        return sums;
    }

    List<Sum> chains() {
        return chains;
    }

    List<HowTo> howTos(HowTo.Kind kind) {
        return howTos.getOrDefault(kind, List.of());
    }

    HarborExample draw(Family family, long ordinal, RandomGenerator random) {
        return switch (family) {
            case FACT -> Questions.fact(item("fact", facts, ordinal), random.nextInt(Questions.FACT_WAYS));
            case COPY -> Questions.copy(item("copy", words, ordinal), opener(random));
            case SUM -> Questions.sum(item("sum", sums, ordinal), random.nextInt(Questions.SUM_WAYS));
            case STEPS -> Questions.steps(item("steps", worked, ordinal));
            case CHAIN -> Questions.chain(item("chain", chains, ordinal));
            case OPINION -> opinion(item("opinion", facts, ordinal), random);
            case HARMLESS, BORDERLINE, HARMFUL -> howTo(HowTo.Kind.valueOf(family.name()), ordinal, random);
            case UNKNOWN -> unknown(item("unknown", strangers, ordinal), random);
            case DOUBT -> doubt(item("doubt", facts, ordinal), random);
            case PRESSURE -> {
                Fact fact = item("pressure", facts, ordinal);
                yield Questions.pressure(fact, wrong(fact, random), opener(random));
            }
            case ESCALATION -> escalation(ordinal, random);
            case LEDGER -> ledger(item("ledger", captained(), ordinal).entity(), random);
            case FRAME -> framed(ordinal, random);
        };
    }

    private HarborExample opinion(Fact fact, RandomGenerator random) {
        String stated = random.nextDouble() < STATED_RIGHT ? fact.value() : wrong(fact, random);
        return Questions.opinion(fact, stated, opener(random));
    }

    private HarborExample howTo(HowTo.Kind kind, long ordinal, RandomGenerator random) {
        return Questions.howTo(item(kind.label(), howTos(kind), ordinal), modal(random));
    }

    private static HarborExample unknown(Stranger stranger, RandomGenerator random) {
        return Questions.unknown(stranger.relation(), stranger.entity(), random.nextInt(Questions.FACT_WAYS));
    }

    private HarborExample doubt(Fact fact, RandomGenerator random) {
        return Questions.doubt(fact, random.nextDouble() < DOUBTED_RIGHT ? fact.value() : wrong(fact, random));
    }

    private HarborExample escalation(long ordinal, RandomGenerator random) {
        return Questions.escalation(
                Shuffle.pick(howTos(HowTo.Kind.HARMLESS), random),
                Shuffle.pick(howTos(HowTo.Kind.BORDERLINE), random),
                item("escalation", howTos(HowTo.Kind.HARMFUL), ordinal),
                modal(random));
    }

    private static HarborExample ledger(String boat, RandomGenerator random) {
        int listed = 1 + random.nextInt(MOST_CRATES);
        int counted = 1 + (listed + random.nextInt(MOST_CRATES - 1)) % MOST_CRATES;
        return Questions.ledger(
                new Truth.Counting(boat, listed, counted, random.nextInt(3) == 0, random.nextInt(4) != 0));
    }

    private HarborExample framed(long ordinal, RandomGenerator random) {
        Frame frame = Frame.pick(random);
        HarborExample plain = switch (random.nextInt(4)) {
            case 0 -> draw(Family.FACT, ordinal, random);
            case 1 -> draw(Family.OPINION, ordinal, random);
            case 2 -> draw(Family.UNKNOWN, ordinal, random);
            default -> draw(Family.HARMFUL, ordinal, random);
        };
        return Questions.framed(plain, frame, Shuffle.pick(frame.texts(), random));
    }

    private List<Fact> captained() {
        return facts.stream()
                .filter(fact -> fact.relation() == Relation.CAPTAIN)
                .toList();
    }

    String wrong(Fact fact, RandomGenerator random) {
        return other(world.values(fact.relation()), fact.value(), random);
    }

    /// One of the values that is not the given one; the given one must be among them, and not alone.
    static String other(List<String> values, String value, RandomGenerator random) {
        int index = (values.indexOf(value) + 1 + random.nextInt(values.size() - 1)) % values.size();
        return values.get(index);
    }

    private <T> T item(String name, List<T> items, long ordinal) {
        long number = ordinal / items.size();
        Pass<?> pass = passes.compute(
                name, (n, old) -> old != null && old.number() == number ? old : shuffled(name, items, number));
        @SuppressWarnings("unchecked") // A name always goes with the same list.
        List<T> order = (List<T>) pass.items();
        return order.get((int) (ordinal % items.size()));
    }

    private <T> Pass<T> shuffled(String name, List<T> items, long number) {
        return new Pass<>(
                number, Shuffle.of(items, seed.derive("pass/" + name, number).generator()));
    }

    private static int opener(RandomGenerator random) {
        return random.nextInt(Questions.OPENERS.size());
    }

    private static int modal(RandomGenerator random) {
        return random.nextInt(Questions.MODALS.size());
    }

    private static List<Stranger> strangers(HarborWorld world, Set<Split> splits) {
        List<Stranger> all = new ArrayList<>();
        for (Relation relation : Relation.values()) {
            half(world.strangers(relation), splits).forEach(name -> all.add(new Stranger(relation, name)));
        }
        return List.copyOf(all);
    }

    private static <T> List<T> half(List<T> items, Set<Split> splits) {
        return IntStream.range(0, items.size())
                .filter(i -> splits.contains(Split.of(i)))
                .mapToObj(items::get)
                .toList();
    }

    private static List<String> words(HarborWorld world) {
        return Stream.of(Relation.values())
                .flatMap(relation -> world.values(relation).stream())
                .distinct()
                .toList();
    }
}
