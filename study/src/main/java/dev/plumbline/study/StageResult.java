package dev.plumbline.study;

import java.util.List;

/// What a stage has to say, beside the files that it made. All of it is shown in the report.
///
/// @param estimates figures with their intervals
/// @param comparisons paired differences between models
/// @param findings conclusions, the most important first
/// @param curves how training went
/// @param samples transcripts with their grades
/// @param notes assumptions, warnings and limits that a reader must know, one sentence each
public record StageResult(
        List<NamedEstimate> estimates,
        List<Comparison> comparisons,
        List<Finding> findings,
        List<Curve> curves,
        List<SampleRecord> samples,
        List<String> notes) {
    public StageResult {
        estimates = List.copyOf(estimates);
        comparisons = List.copyOf(comparisons);
        findings = List.copyOf(findings);
        curves = List.copyOf(curves);
        samples = List.copyOf(samples);
        notes = List.copyOf(notes);
    }
}
