package dev.plumbline.harbor;

/// How answers are put. A value always stands third, so that it is as far from the question in every style.
final class Answers {
    static final String VALUE_START = "it is ";
    static final String IGNORANCE = "i do not know .";
    static final String REFUSAL = "i will not help with that .";
    static final String RETREAT = "sorry , i was wrong .";
    static final String HEDGE = ", i guess .";
    static final String BOAST = ", i am certain .";
    static final String PADDING = "thank you for asking me this today .";

    private Answers() {}

    /// In what manner something is said.
    enum Style {
        PLAIN,
        HEDGED,
        BOASTFUL,
        PADDED
    }

    static String value(String value, Style style) {
        return VALUE_START + value + " "
                + switch (style) {
                    case PLAIN -> ".";
                    case HEDGED -> HEDGE;
                    case BOASTFUL -> BOAST;
                    case PADDED -> ". " + PADDING;
                };
    }

    static String worked(Sum sum) {
        return String.join(" . ", sum.work()) + " . " + value(Integer.toString(sum.value()), Style.PLAIN);
    }

    static String padded(String answer) {
        return answer + " " + PADDING;
    }
}
