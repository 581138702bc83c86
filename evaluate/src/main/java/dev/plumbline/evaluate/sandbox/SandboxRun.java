package dev.plumbline.evaluate.sandbox;

/// What became of one run.
///
/// @param timedOut whether it was stopped because its time was over
/// @param status the exit status; -1 if it was stopped
/// @param output what it printed, on both streams, cut to the limit
public record SandboxRun(boolean timedOut, int status, String output) {}
