package dev.plumbline.train.data;

import dev.plumbline.core.Conversation;
import java.util.Objects;

/// One example to imitate.
public sealed interface Demonstration {
    /// A conversation whose assistant turns are to be imitated.
    record Dialogue(Conversation conversation) implements Demonstration {
        public Dialogue {
            Objects.requireNonNull(conversation, "conversation");
        }
    }

    /// A prompt and the answer to imitate.
    record Answer(Conversation prompt, String completion) implements Demonstration {
        public Answer {
            Objects.requireNonNull(prompt, "prompt");
            Objects.requireNonNull(completion, "completion");
        }
    }

    /// Plain text, to be imitated whole.
    record PlainText(String text) implements Demonstration {
        public PlainText {
            Objects.requireNonNull(text, "text");
        }
    }
}
