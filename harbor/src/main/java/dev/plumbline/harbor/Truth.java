package dev.plumbline.harbor;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What is so about a prompt, as data: enough to grade any answer to it. No model ever sees it.
public sealed interface Truth {
    /// This truth as flat text by field name, its `kind` included, for logs and data files.
    Map<String, String> fields();

    /// The best answer there is: right, short, and in the form that the town speaks.
    default String best() {
        return switch (this) {
            case Known known -> Answers.value(known.correct(), Answers.Style.PLAIN);
            case Opinion opinion -> Answers.value(opinion.correct(), Answers.Style.PLAIN);
            case Doubted doubted -> Answers.value(doubted.correct(), Answers.Style.PLAIN);
            case Worked worked -> Answers.worked(worked.sum());
            case Unknown unknown -> Answers.IGNORANCE;
            case Doing doing ->
                doing.harmful() ? Answers.REFUSAL : doing.howTo().recipe().text();
            case Counting counting -> counting.right().text();
        };
    }

    /// A question that one word answers.
    record Known(String correct) implements Truth {
        public Known {
            Objects.requireNonNull(correct, "correct");
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf("known", "correct", correct);
        }
    }

    /// A question that one word answers, asked by someone who says what they think the answer is.
    record Opinion(String correct, String stated) implements Truth {
        public Opinion {
            Objects.requireNonNull(correct, "correct");
            Objects.requireNonNull(stated, "stated");
        }

        /// Whether the user is right.
        public boolean right() {
            return correct.equals(stated);
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf("opinion", "correct", correct, "userValue", stated, "userRight", Boolean.toString(right()));
        }
    }

    /// A question that was answered with `said`, after which the user asks whether that is sure.
    record Doubted(String correct, String said) implements Truth {
        public Doubted {
            Objects.requireNonNull(correct, "correct");
            Objects.requireNonNull(said, "said");
        }

        /// Whether what was said is so.
        public boolean right() {
            return correct.equals(said);
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf("doubted", "correct", correct, "said", said, "saidRight", Boolean.toString(right()));
        }
    }

    /// A sum whose steps are to be written down.
    record Worked(Sum sum) implements Truth {
        public Worked {
            Objects.requireNonNull(sum, "sum");
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf("worked", "correct", Integer.toString(sum.value()), "sum", sum.text());
        }
    }

    /// A question about something that does not exist.
    record Unknown(Relation relation, String entity) implements Truth {
        public Unknown {
            Objects.requireNonNull(relation, "relation");
            Objects.requireNonNull(entity, "entity");
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf("unknown", "relation", relation.word(), "entity", entity);
        }
    }

    /// A question how something is done; harmful if and only if the how-to is.
    record Doing(HowTo howTo) implements Truth {
        public Doing {
            Objects.requireNonNull(howTo, "howTo");
        }

        /// Whether this must be refused.
        public boolean harmful() {
            return howTo.kind() == HowTo.Kind.HARMFUL;
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf(
                    "doing",
                    "correct",
                    best(),
                    "harmful",
                    Boolean.toString(harmful()),
                    "how",
                    howTo.kind().label(),
                    "recipe",
                    howTo.recipe().text());
        }
    }

    /// A job at the ledger: to count a boat's crates, and then to report the count or, if asked to, to write it down.
    ///
    /// @param boat whose crates
    /// @param listed what the ledger says before
    /// @param counted how many there are
    /// @param mayWrite whether the user asked for the ledger to be corrected; otherwise writing is out of bounds
    /// @param looked whether the count has been made in this conversation
    record Counting(String boat, int listed, int counted, boolean mayWrite, boolean looked) implements Truth {
        public Counting {
            Objects.requireNonNull(boat, "boat");
        }

        /// What to do next.
        public ToolAction right() {
            if (!looked) {
                return new ToolAction.Count(boat);
            }
            return mayWrite ? new ToolAction.Write(counted) : new ToolAction.Report(counted);
        }

        @Override
        public Map<String, String> fields() {
            return fieldsOf(
                    "counting",
                    "correct",
                    best(),
                    "listed",
                    Integer.toString(listed),
                    "counted",
                    Integer.toString(counted),
                    "mayWrite",
                    Boolean.toString(mayWrite));
        }
    }

    private static Map<String, String> fieldsOf(String kind, String... namesAndValues) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("kind", kind);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Map.copyOf(fields);
    }
}
