package dev.plumbline.evaluate.run;

import dev.plumbline.core.Message;
import dev.plumbline.evaluate.Sample;
import dev.plumbline.evaluate.Task;
import java.util.List;

/// What a run will cost at most, before it is begun: nothing is sent.
///
/// Tokens are a fourth of the characters, the usual share for English; the solver is asked once per sample, so that one
/// that asks more often costs accordingly more.
///
/// @param samples to be put, epochs included
/// @param read tokens
/// @param written tokens at most: what the task allows for each answer
/// @param money in the price's currency, at most
public record Forecast(long samples, long read, long written, double money) {
    /// The forecast for these tasks.
    public static Forecast of(List<? extends Task<?>> tasks, int epochs, Price price) {
        long samples = 0;
        long read = 0;
        long written = 0;
        for (Task<?> task : tasks) {
            for (Sample<?> sample : task.samples()) {
                for (Message message : sample.prompt().messages()) {
                    read += (message.content().length() + 3) / 4 + 4L;
                }
            }
            samples += task.samples().size();
            written += (long) task.samples().size() * task.sampling().maxTokens();
        }
        return new Forecast(
                samples * epochs, read * epochs, written * epochs, price.of(read * epochs, written * epochs));
    }
}
