package dev.plumbline.harbor;

import java.util.Objects;

/// What an assistant does at the ledger, said in words.
public sealed interface ToolAction {
    /// The words that do it.
    String text();

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
