import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// LangChain4j's client against a server: chat, stream, embeddings, a refusal.
public final class LangChain4jClient {
    private static final String QUESTION = "what is 2 plus 3 ?";

    private LangChain4jClient() {}

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        String name = arguments[1];
        OpenAiChatModel chat = OpenAiChatModel.builder()
                .baseUrl(url)
                .apiKey("none")
                .modelName(name)
                .temperature(0.0)
                .maxTokens(24)
                .maxRetries(0)
                .build();
        ChatResponse answer = chat.chat(UserMessage.from(QUESTION));
        require(answer.tokenUsage().outputTokenCount() > 0, "no tokens: " + answer);
        System.out.println("chat: " + answer.aiMessage().text());

        String streamed = streamed(url, name);
        require(streamed.equals(answer.aiMessage().text()), "streamed: " + streamed);
        System.out.println("stream: " + streamed);

        Embedding embedding = OpenAiEmbeddingModel.builder()
                .baseUrl(url)
                .apiKey("none")
                .modelName(name)
                .maxRetries(0)
                .build()
                .embed("hello")
                .content();
        require(embedding.dimension() > 0, "no embedding");
        System.out.println("embedding: " + embedding.dimension() + " wide");

        try {
            OpenAiChatModel.builder()
                    .baseUrl(url)
                    .apiKey("none")
                    .modelName("gpt-9")
                    .maxRetries(0)
                    .build()
                    .chat(List.of(UserMessage.from(QUESTION)));
            throw new IllegalStateException("an unknown model answered");
        } catch (RuntimeException refused) {
            require(refused.toString().contains("does not exist"), "refused otherwise: " + refused);
            System.out.println("refused: " + refused.getClass().getSimpleName());
        }
        System.out.println("all as it should be");
        System.exit(0);
    }

    private static String streamed(String url, String name) throws Exception {
        CompletableFuture<String> whole = new CompletableFuture<>();
        StringBuilder pieces = new StringBuilder();
        OpenAiStreamingChatModel.builder()
                .baseUrl(url)
                .apiKey("none")
                .modelName(name)
                .temperature(0.0)
                .maxTokens(24)
                .build()
                .chat(QUESTION, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        pieces.append(piece);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response.aiMessage().text());
                    }

                    @Override
                    public void onError(Throwable error) {
                        whole.completeExceptionally(error);
                    }
                });
        String text = whole.get(60, TimeUnit.SECONDS);
        require(text.contentEquals(pieces), "pieces: " + pieces);
        return text;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
