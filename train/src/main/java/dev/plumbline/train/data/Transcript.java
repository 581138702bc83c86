package dev.plumbline.train.data;

import dev.plumbline.core.Message;
import dev.plumbline.core.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// hh-rlhf's transcripts (Bai et al. 2022): turns that begin with a blank line and `Human:` or `Assistant:`.
///
/// The marker words elsewhere (`no Human: ever`, or after a single line end) are text of the turn they stand in. A
/// model that wrote a whole marker itself cannot be told from a turn; [CommonPrompt] joins such turns again. Space
/// around a turn is dropped.
final class Transcript {
    private static final Pattern TURN = Pattern.compile("(?:^|\\n\\n)(Human|Assistant):");

    private Transcript() {}

    static boolean recognises(String text) {
        return TURN.matcher(text.stripLeading()).lookingAt();
    }

    /// The turns of a text that [#recognises] accepts.
    static List<Message> turns(String text) {
        String body = text.stripLeading();
        List<Message> turns = new ArrayList<>();
        Matcher marker = TURN.matcher(body);
        boolean more = marker.find();
        while (more) {
            Role role = marker.group(1).equals("Human") ? Role.USER : Role.ASSISTANT;
            int from = marker.end();
            more = marker.find();
            int to = more ? marker.start() : body.length();
            turns.add(new Message(role, body.substring(from, to).strip()));
        }
        return turns;
    }
}
