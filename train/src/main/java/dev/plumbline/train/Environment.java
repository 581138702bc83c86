package dev.plumbline.train;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import java.time.Duration;
import java.util.List;

/// What a policy acts in while it is sampled: the tool, user or game that answers its turns.
///
/// An answer is then made of turns: the policy writes until it ends its turn, the environment replies with an
/// observation, and so on. Observations are read by the policy but never learned from: they are masked out of
/// every loss, KL term and count. Called on a thread of its own, never on the engine's.
@FunctionalInterface
public interface Environment {
    /// Every turn ends the answer.
    Environment NONE = new Environment() {
        @Override
        public List<Reply> replies(List<RewardFunction.Sampled> open) {
            return open.stream().map(one -> Reply.END).toList();
        }

        @Override
        public int turns() {
            return 1;
        }
    };

    /// What comes back after a turn.
    ///
    /// @param observation token ids that the policy reads next, the marks of its next turn included
    /// @param ends whether the answer is complete; the observation is then left out
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int[] observation, boolean ends) {
        /// The answer is complete.
        public static final Reply END = new Reply(new int[0], true);

        public Reply {
            observation = observation.clone();
            if (!ends && observation.length == 0) {
                throw new PlumblineException(
                        ErrorCode.BAD_DATA,
                        "an environment replied with nothing and did not end the answer; give an observation, or"
                                + " Reply.END");
            }
        }

        /// An observation after which the policy has another turn.
        public static Reply of(int... observation) {
            return new Reply(observation, false);
        }
    }

    /// A reply to each answer whose last turn is the policy's, in their order. Must depend on the answers
    /// alone, so that a resumed training goes the same way.
    List<Reply> replies(List<RewardFunction.Sampled> open);

    /// Most turns of the policy within one answer, at least 1; an answer that has used them up has not ended by itself.
    default int turns() {
        return 8;
    }

    /// Asks for replies and refuses what cannot be used.
    ///
    /// @param limit after which an environment that has not replied is given up
    /// @throws PlumblineException BAD_DATA if it throws, hangs or gives too few replies
    default List<Reply> checked(List<RewardFunction.Sampled> open, Duration limit) {
        List<Reply> replies =
                Outside.call("the environment", limit, open.size() + " open answers", () -> List.copyOf(replies(open)));
        if (replies.size() != open.size()) {
            throw new PlumblineException(
                    ErrorCode.BAD_DATA,
                    "the environment gave " + replies.size() + " replies to " + open.size()
                            + " open answers; it must give one for each");
        }
        return replies;
    }
}
