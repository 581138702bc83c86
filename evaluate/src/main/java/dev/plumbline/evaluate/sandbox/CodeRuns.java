package dev.plumbline.evaluate.sandbox;

/// Whether programs may run on what a model wrote, and how far they are kept away from the rest of the machine.
public enum CodeRuns {
    /// They do not run.
    NEVER,
    /// In Linux namespaces of their own: no network, no other process in sight, nothing writable but their own folder.
    /// They can still read what this process can read, and take processor time and memory from others.
    ISOLATED,
    /// With limits, an empty environment and a folder of their own, but otherwise free to do what this process may: for
    /// programs that can do no harm, or inside a container that is itself a sandbox.
    LIMITS_ALONE
}
