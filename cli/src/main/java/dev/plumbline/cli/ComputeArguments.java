package dev.plumbline.cli;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.CheckpointModel;
import dev.plumbline.engine.DType;
import dev.plumbline.engine.Device;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.EngineOptions;
import dev.plumbline.engine.Precision;
import dev.plumbline.engine.SelfCheck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/// On what and in which arithmetic a model computes: shared by the commands that let a model speak.
final class ComputeArguments {
    /// Below this many weights one thread is as fast as several.
    private static final long SMALL = 10_000_000;

    /// How much faster matrix products must be in bfloat16 for `auto` to take it.
    private static final double WORTH_ROUNDING = 1.2;

    private static final Duration GLANCE = Duration.ofMillis(60);

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Cores for the tensors; 0 takes one for a model below 10 million weights, else all.")
    private int threads;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = {
                "Arithmetic of the layers: float32, bfloat16 (rounds weights and activations), or auto: bfloat16 where"
                        + " this machine multiplies faster in it (default: ${DEFAULT-VALUE})."
            })
    private String precision = "float32";

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu, cuda or cuda:I; a GPU needs a build with -Pgpu (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    /// Tells the engine, before a model is opened. What is wrong is refused.
    ///
    /// @throws PlumblineException BAD_ARGUMENT for an unknown precision, a device that is not there, threads below
    /// 0
    void configure() {
        if (threads < 0) {
            throw new PlumblineException(
                    ErrorCode.BAD_ARGUMENT, "--threads must be 0 (chosen by the model's size) or more, not " + threads);
        }
        Device chosen = Device.named(device);
        Engine.configure(EngineOptions.exact());
        chosen.requirePresent();
        Engine.configure(new EngineOptions(1, precision(chosen), chosen));
    }

    /// Takes the threads that suit the model.
    void settle(CheckpointModel model) {
        boolean small = model.decoder().parameters().elements() < SMALL;
        Engine.configure(Engine.options().withThreads(threads == 0 && small ? 1 : threads));
    }

    /// What was chosen, for a person.
    static String said(CheckpointModel model) {
        EngineOptions options = Engine.options();
        int threads = options.resolvedThreads();
        return String.format(
                Locale.ROOT,
                "%s: %.1f million weights, computed in %s on %s, %d thread%s",
                TerminalText.oneLine(model.name()),
                model.decoder().parameters().elements() / 1e6,
                name(options.precision()),
                options.device(),
                threads,
                threads == 1 ? "" : "s");
    }

    /// What was chosen, for a machine.
    static Map<String, Object> fields() {
        EngineOptions options = Engine.options();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("precision", name(options.precision()));
        fields.put("device", options.device().toString());
        fields.put("threads", options.resolvedThreads());
        return fields;
    }

    private Precision precision(Device chosen) {
        return switch (precision) {
            case "float32" -> Precision.FLOAT32;
            case "bfloat16" -> Precision.BFLOAT16;
            case "auto" -> chosen.cuda() || bfloat16IsFaster() ? Precision.BFLOAT16 : Precision.FLOAT32;
            default ->
                throw new PlumblineException(
                        ErrorCode.BAD_ARGUMENT,
                        "--precision must be float32, bfloat16 or auto, not \"" + precision + "\"");
        };
    }

    private static boolean bfloat16IsFaster() {
        return SelfCheck.gigaflops(DType.BFLOAT16, GLANCE)
                > WORTH_ROUNDING * SelfCheck.gigaflops(DType.FLOAT32, GLANCE);
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
