import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.plumbline.core.Completion;
import dev.plumbline.core.FinishReason;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.LanguageModel;

/// A model of LangChain4j as the model of an evaluation.
final class LangChain4jTarget {
    // The adapter that docs/evaluate.md shows.
    record Adapter(ChatModel chat) implements LanguageModel {
        public String name() { return "langchain4j"; }
        public Completion complete(CompletionRequest request) {
            String text = chat.chat(request.conversation().lastContent());
            return new Completion(text, FinishReason.STOP, 0, 0);
        }
    }

    public static void main(String[] arguments) throws Exception {
        ChatModel chat = OpenAiChatModel.builder()
                .baseUrl(arguments[0])
                .apiKey("none")
                .modelName("mock")
                .temperature(0.0)
                .maxRetries(0)
                .build();
        Sums.run(new Adapter(chat));
    }
}
