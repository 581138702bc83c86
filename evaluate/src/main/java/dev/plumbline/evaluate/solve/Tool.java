package dev.plumbline.evaluate.solve;

/// Something that a model may use while it solves a task. What it is given is hostile; what it gives back is
/// shown to the model.
public interface Tool {
    /// As the model calls it: letters, digits, underscores.
    String name();

    /// What it does and what it takes, in a sentence for the model.
    String use();

    /// The result of one call.
    ///
    /// @param input what the model wrote, at most 100,000 characters
    /// @throws RuntimeException if it cannot; the model is told that it failed, not why
    String call(String input);

    /// A tool that is a function of its input: a mock, whatever it stands for.
    static Tool of(String name, String use, java.util.function.UnaryOperator<String> function) {
        return new Tool() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String use() {
                return use;
            }

            @Override
            public String call(String input) {
                return function.apply(input);
            }
        };
    }
}
