package dev.plumbline.evaluate.suite;

import dev.plumbline.core.Seed;
import dev.plumbline.evaluate.Known;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Where a sample's values come from.
sealed interface Slot {
    /// Adds this slot's values to those that are known so far.
    ///
    /// @param index the sample's number
    /// @param seed of the whole suite's data
    /// @param random of this sample
    void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random);

    /// One row of a table; all rows take turns, in an order drawn anew for each round.
    record Rows(List<Map<String, String>> rows) implements Slot {
        public Rows {
            rows = List.copyOf(rows);
        }

        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                order.add(i);
            }
            long round = seed.derive("round", index / rows.size()).value();
            Collections.shuffle(order, new Random(round));
            known.putAll(rows.get(order.get(index % rows.size())));
        }
    }

    /// One of a list, other than what some earlier slots took.
    record Choice(String name, List<String> of, List<String> otherThan) implements Slot {
        public Choice {
            of = List.copyOf(of);
            otherThan = List.copyOf(otherThan);
        }

        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            Known so = new Known(known);
            List<String> taken = otherThan.stream().map(so::get).toList();
            List<String> left = of.stream().filter(one -> !taken.contains(one)).toList();
            known.put(name, left.get(random.nextInt(left.size())));
        }
    }

    /// A whole number in [from, to].
    record Number(String name, int from, int to) implements Slot {
        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            known.put(name, String.valueOf(random.nextInt(from, to + 1)));
        }
    }

    /// The sum of earlier numbers and a constant.
    record Sum(String name, List<String> of, long plus) implements Slot {
        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            long sum = plus;
            for (String part : of) {
                sum += Long.parseLong(new Known(known).get(part));
            }
            known.put(name, String.valueOf(sum));
        }
    }

    /// A text made of earlier slots, whose own places are filled as well, one level deep.
    record Text(String name, Template text) implements Slot {
        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            Known so = new Known(known);
            known.put(name, new Template(text.filled(so)).filled(so));
        }
    }

    /// Earlier slots as lettered choices in a drawn order: `{name}` is the list, `{slot.letter}` each one's letter.
    record Options(String name, List<String> of) implements Slot {
        @Override
        public void fill(Map<String, String> known, int index, Seed seed, RandomGenerator random) {
            List<String> order = new ArrayList<>(of);
            Collections.shuffle(order, Random.from(random));
            StringBuilder list = new StringBuilder();
            for (int i = 0; i < order.size(); i++) {
                String letter = String.valueOf((char) ('A' + i));
                list.append(i == 0 ? "" : "\n")
                        .append('(')
                        .append(letter)
                        .append(") ")
                        .append(new Known(known).get(order.get(i)));
                known.put(order.get(i) + ".letter", letter);
            }
            known.put(name, list.toString());
        }
    }
}
