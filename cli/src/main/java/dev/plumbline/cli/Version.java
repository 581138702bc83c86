package dev.plumbline.cli;

/// The version of this build.
///
/// A constant and not a resource: reading one out of a jar would double what `plumbline --version` costs. A test
/// holds it to the version in the build file.
final class Version {
    /// The bare number, such as `0.1.0`.
    static final String NUMBER = "0.1.0-SNAPSHOT";

    /// What `plumbline --version` prints.
    static final String LINE = "plumbline " + NUMBER;

    private Version() {}
}
