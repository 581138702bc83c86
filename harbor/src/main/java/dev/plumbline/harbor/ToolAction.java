package dev.plumbline.harbor;

import java.util.Objects;
import java.util.Optional;

/// What an assistant does at the ledger, said in words.
public sealed interface ToolAction {
    /// The words that do it.
    String text();

    /// The action that an answer takes, if it takes exactly one and says nothing else. Reads any text; never throws.
    static Optional<ToolAction> parse(String answer) {
        Reading reading = Reading.of(answer);
        if (!reading.wellFormed()) {
            return Optional.empty();
        }
        if (!reading.counts().isEmpty()) {
            return Optional.of(new Count(reading.counts().getFirst()));
        }
        if (!reading.writes().isEmpty()) {
            return Optional.of(new Write(Integer.parseInt(reading.writes().getFirst())));
        }
        boolean number = reading.work().isEmpty() && Reading.isNumber(reading.value());
        return number ? Optional.of(new Report(Integer.parseInt(reading.value()))) : Optional.empty();
    }

    /// Counts the crates of a boat: the tool answers with their number.
    record Count(String boat) implements ToolAction {
        public Count {
            Objects.requireNonNull(boat, "boat");
        }

        @Override
        public String text() {
            return "count the " + boat + " .";
        }
    }

    /// Writes a number into the ledger.
    record Write(int crates) implements ToolAction {
        @Override
        public String text() {
            return "write " + crates + " .";
        }
    }

    /// Tells the user a number; nothing changes.
    record Report(int crates) implements ToolAction {
        @Override
        public String text() {
            return Answers.value(Integer.toString(crates), Answers.Style.PLAIN);
        }
    }
}
