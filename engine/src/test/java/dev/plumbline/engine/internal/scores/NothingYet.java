package dev.plumbline.engine.internal.scores;

/// A history in which nothing has been read or written.
public record NothingYet() implements ScoreProcessor.History {
    @Override
    public int length() {
        return 0;
    }

    @Override
    public int promptLength() {
        return 0;
    }

    @Override
    public int token(int index) {
        throw new IndexOutOfBoundsException(index);
    }
}
