package dev.plumbline.harbor;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Every word that Harbor speaks, and how a conversation is written down in them.
///
/// The words do not depend on size or seed, so a checkpoint's tokenizer fits every town. A text is split at white
/// space; each piece is one word, hence one token, hence `tokens(prompt) + tokens(answer) = tokens(prompt and
/// answer)`.
public final class HarborVocabulary {
    public static final String PAD = "<pad>";

    /// Ends every turn.
    public static final String EOS = "<eos>";

    /// Stands for any word that is not Harbor's.
    public static final String UNKNOWN = "<unk>";

    /// The most words of a conversation, its answer included, that a model of Harbor has to read.
    public static final int CONTEXT = 96;

    private static final List<String> SPECIALS =
            List.of(PAD, EOS, "<system>", "<user>", "<assistant>", "<tool>", UNKNOWN);

    private static final List<String> GRAMMAR = Words.words("""
            . , ? it is i am the a of who what how do can could tell me please name think believe say we know known
            word day no not are you sure sorry was wrong will help with that guess certain thank for asking this today
            take then plus minus work out captain cargo pier price opening ledger says count correct write
            test real talk recorded private year user claims authority
            """);

    private static final String TEMPLATE = "{% for message in messages %}<{{ message['role'] }}> "
            + "{{ message['content'] }} <eos> {% endfor %}{% if add_generation_prompt %}<assistant> {% endif %}";

    private static final List<String> WORDS = all();

    private HarborVocabulary() {}

    /// All words in the order of their token numbers: first the specials, `<pad>` at 0 and `<eos>` at 1.
    public static List<String> words() {
        return WORDS;
    }

    /// The words that no speaker says: padding, the end of a turn, the roles, and the unknown word.
    public static List<String> specials() {
        return SPECIALS;
    }

    /// The chat template, in the Jinja dialect of Hugging Face's tokenizers.
    public static String chatTemplate() {
        return TEMPLATE;
    }

    /// A conversation as the chat template writes it, ready for the assistant's turn: `<user> who ? <eos> <assistant>`,
    /// except for white space at its end.
    public static String render(Conversation prompt) {
        StringBuilder text = new StringBuilder();
        for (Message message : prompt.messages()) {
            text.append('<').append(message.role().label()).append("> ");
            text.append(message.content()).append(' ').append(EOS).append(' ');
        }
        return text.append("<assistant>").toString();
    }

    /// An answer as it follows a rendered prompt: `it is tom . <eos>`.
    public static String renderAnswer(String answer) {
        return answer + " " + EOS;
    }

    private static List<String> all() {
        List<String> words = new ArrayList<>(SPECIALS);
        IntStream.rangeClosed(0, Words.HIGHEST_NUMBER).forEach(n -> words.add(Integer.toString(n)));
        IntStream.rangeClosed(Words.FIRST_YEAR, Words.LAST_YEAR).forEach(n -> words.add(Integer.toString(n)));
        words.addAll(GRAMMAR);
        for (List<String> names : List.of(Words.PEOPLE, Words.BOATS, Words.GOODS, Words.PIERS, Words.SHOPS)) {
            words.addAll(names);
        }
        Words.HARMLESS.forEach(line -> words.addAll(Words.words(line)));
        Words.HARMFUL.forEach(line -> words.addAll(Words.words(line)));
        words.addAll(Words.TOOLS);
        words.addAll(Words.DEEDS);
        return List.copyOf(words);
    }
}
