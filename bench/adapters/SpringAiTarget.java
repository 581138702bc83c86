import dev.plumbline.core.Completion;
import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/// A model of Spring AI as the model of an evaluation.
final class SpringAiTarget {
    // The adapter that docs/evaluate.md shows.
    record Adapter(ChatModel chat) implements LanguageModel {
        public String name() { return "spring-ai"; }
        public Completion complete(CompletionRequest request) {
            String text = chat.call(request.conversation().lastContent());
            return new Completion(text, FinishReason.STOP, 0, 0);
        }
    }

    public static void main(String[] arguments) throws Exception {
        OpenAiChatOptions options = OpenAiChatOptions.builder()
                .baseUrl(arguments[0])
                .apiKey("none")
                .model("mock")
                .temperature(0.0)
                .build();
        Sums.run(new Adapter(OpenAiChatModel.builder().options(options).build()));
    }
}
