package dev.plumbline.train.reference;

/// A recording holds something that is not understood here, so that nothing can be said of it.
final class UnknownFixture extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownFixture(String what) {
        super(what);
    }
}
