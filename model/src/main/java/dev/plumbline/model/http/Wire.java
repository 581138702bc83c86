package dev.plumbline.model.http;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.FinishReason;
import dev.plumbline.core.Message;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.core.Role;
import dev.plumbline.core.Seed;
import dev.plumbline.model.CompletionRequest;
import dev.plumbline.model.ModelFailure;
import dev.plumbline.model.Sampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// One protocol: how a request is written, and how an answer is read. Holds nothing from one request to the next.
interface Wire {
    /// What a whole answer says.
    ///
    /// @param promptTokens as the endpoint counts, unchecked; 0 if it does not say
    /// @param tokens likewise
    record Reply(String text, FinishReason finish, long promptTokens, long tokens) {}

    /// What one event of a streamed answer says.
    ///
    /// @param text what is added; may be empty
    /// @param finish why it ends, if it does
    record Delta(String text, Optional<FinishReason> finish) {
        static final Delta NOTHING = new Delta("", Optional.empty());
    }

    /// The page that takes requests.
    String path(Endpoint endpoint, boolean streaming);

    /// The headers that this protocol needs beside the content type.
    Map<String, String> headers(ApiKey key);

    /// Writes the request's body: one JSON object.
    void write(JsonGenerator out, Endpoint endpoint, CompletionRequest request, boolean streaming);

    /// Reads a whole answer.
    ///
    /// @throws ModelFailure MALFORMED or REJECTED
    Reply read(JsonNode answer);

    /// Reads one event of a streamed answer.
    ///
    /// @throws ModelFailure REJECTED if the event is an error
    Delta delta(JsonNode event);

    /// `Authorization: Bearer`, as most endpoints take a key.
    static Map<String, String> bearer(ApiKey key) {
        return key.isNone() ? Map.of() : Map.of("Authorization", "Bearer " + key.value());
    }

    /// A message as most protocols spell it.
    static void writeMessage(JsonGenerator out, Message message) {
        out.writeStartObject();
        out.writeStringProperty("role", message.role().label());
        out.writeStringProperty("content", message.content());
        out.writeEndObject();
    }

    static void writeStrings(JsonGenerator out, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            out.writeArrayPropertyStart(name);
            texts.forEach(out::writeString);
            out.writeEndArray();
        }
    }

    /// The seed as endpoints take it: 31 bits, not negative.
    static long seed(Seed seed) {
        return seed.value() & 0x7fffffffL;
    }

    /// System messages joined, for protocols that take them apart from the rest.
    static String system(List<Message> messages) {
        return String.join(
                "\n\n",
                messages.stream()
                        .filter(message -> message.role() == Role.SYSTEM)
                        .map(Message::content)
                        .toList());
    }

    static List<Message> withoutSystem(List<Message> messages) {
        return messages.stream()
                .filter(message -> message.role() != Role.SYSTEM)
                .toList();
    }

    /// Refuses what a protocol cannot express, rather than leaving it out.
    static void requireNoTopK(Sampling sampling, String protocol) {
        if (sampling.topK() != 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT,
                    protocol + " has no top-k, so " + sampling.topK() + " cannot be kept; leave it at 0");
        }
    }

    /// The text at a place that must hold one.
    ///
    /// @throws ModelFailure MALFORMED if there is none
    static String text(JsonNode node, String place) {
        if (!node.isString()) {
            throw new ModelFailure(ModelFailure.Kind.MALFORMED, "the answer has no text at " + place);
        }
        return node.stringValue();
    }

    /// A count as it stands, 0 where there is none.
    static long count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : 0;
    }
}
