package dev.plumbline.study.stages;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Adapter;
import dev.plumbline.engine.AdapterFolder;
import dev.plumbline.engine.ChatFormat;
import dev.plumbline.engine.Checkpoint;
import dev.plumbline.engine.Decoder;
import dev.plumbline.engine.DecoderConfig;
import dev.plumbline.engine.Engine;
import dev.plumbline.engine.Parameters;
import dev.plumbline.engine.Tokenizer;
import dev.plumbline.study.StageContext;
import dev.plumbline.train.HeldOut;
import dev.plumbline.train.Trained;
import dev.plumbline.train.TrainingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A model in training: its weights or an adapter's, its tokens, and the models that it is held against. Closing it
/// frees all of them.
final class Tuning implements AutoCloseable {
    private static final String ADAPTER = "trained";

    private final StageContext stage;
    private final Path parent;
    private final ChatFormat format;
    private final Decoder policy;
    private final LoraOptions lora;
    private final Trained trained;
    private final List<Runnable> others = new ArrayList<>();

    private Tuning(StageContext stage, Path parent, ChatFormat format, Decoder policy, LoraOptions lora) {
        this.stage = stage;
        this.parent = parent;
        this.format = format;
        this.policy = policy;
        this.lora = lora;
        this.trained = lora.on() ? adapted() : Trained.EVERYTHING;
    }

    /// The model of a stage.
    static Tuning of(StageContext stage, String from, LoraOptions lora) {
        Path parent = stage.model(from);
        return of(stage, parent, lora, () -> Checkpoint.read(parent));
    }

    /// The trunk of a checkpoint under this head, which is fresh unless the checkpoint has it already.
    static Tuning withHead(StageContext stage, Path parent, DecoderConfig.Head head, LoraOptions lora) {
        return of(stage, parent, lora, () -> {
            try (Decoder trunk = Checkpoint.read(parent)) {
                return trunk.config().head() == head
                        ? trunk.copy()
                        : trunk.withHead(head, stage.seed().derive("head"));
            }
        });
    }

    private static Tuning of(StageContext stage, Path parent, LoraOptions lora, Supplier<Decoder> open) {
        ChatFormat format = ChatFormat.open(parent);
        Decoder policy;
        try {
            policy = Engine.call(open::get);
        } catch (RuntimeException e) {
            format.close();
            throw e;
        }
        try {
            return new Tuning(stage, parent, format, policy, lora);
        } catch (RuntimeException e) {
            Engine.run(policy::close);
            format.close();
            throw e;
        }
    }

    private Trained adapted() {
        return Engine.call(() -> {
            Adapter adapter = Adapter.fresh(
                    policy, ADAPTER, lora.config(policy.config()), stage.seed().derive("adapter"));
            policy.adapters().attach(adapter);
            policy.adapters().activate(ADAPTER);
            return new Trained.Adaptation(adapter);
        });
    }

    StageContext stage() {
        return stage;
    }

    Path parent() {
        return parent;
    }

    ChatFormat format() {
        return format;
    }

    Decoder policy() {
        return policy;
    }

    /// Longest prompt and answer together, in tokens.
    int room() {
        return policy.config().context();
    }

    /// The model as it started, also once it has been trained: read again, or, under an adapter, the same weights with
    /// the adapter switched off.
    Decoder start() {
        return kept(() -> {
            if (!lora.on()) {
                return Checkpoint.read(parent);
            }
            Decoder base = policy.twin();
            base.adapters().activate();
            return base;
        });
    }

    /// What the policy is held against: another stage's model, or the model as it starts if none is named.
    ///
    /// @param from empty for the start
    Decoder reference(String from) {
        return from.isEmpty() ? start() : other(from, "reference");
    }

    /// Another stage's model over the same vocabulary.
    ///
    /// @param role how errors name it
    Decoder other(String from, String role) {
        Path folder = stage.model(from);
        Decoder other = kept(() -> Checkpoint.read(folder));
        if (other.config().vocabulary() != policy.config().vocabulary()) {
            throw new PlumblineException(
                    ErrorCode.BAD_CHECKPOINT,
                    stage.stage() + ": the " + role + " \"" + from + "\" has a vocabulary of "
                            + other.config().vocabulary() + " tokens and the model that is trained one of "
                            + policy.config().vocabulary() + "; probabilities compare only over one vocabulary, so"
                            + " name a " + role + " with the same tokenizer");
        }
        requireSameTokens(from, role, folder);
        return other;
    }

    /// Two vocabularies of one size may still number different words.
    private void requireSameTokens(String from, String role, Path folder) {
        if (!Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            return; // it reads the tokens that it is given, and has no words of its own for them
        }
        try (Tokenizer theirs = Tokenizer.load(folder)) {
            Tokenizer ours = format.tokenizer();
            for (int id = 0; id < Math.min(ours.vocabSize(), theirs.vocabSize()); id++) {
                if (!ours.token(id).equals(theirs.token(id))) {
                    throw new PlumblineException(
                            ErrorCode.BAD_CHECKPOINT,
                            stage.stage() + ": the " + role + " \"" + from
                                    + "\" has another vocabulary than the model that"
                                    + " is trained: token " + id + " is " + shown(theirs, id) + " there and "
                                    + shown(ours, id) + " here; name a " + role
                                    + " with the same tokenizer");
                }
            }
        }
    }

    /// A token as a terminal may show it.
    private static String shown(Tokenizer tokenizer, int id) {
        return tokenizer
                .token(id)
                .map(token -> "\"" + token.replaceAll("\\p{Cntrl}+", " ") + "\"")
                .orElse("none");
    }

    /// A model that is closed with this.
    Decoder kept(Supplier<Decoder> make) {
        Decoder decoder = Engine.call(make::get);
        closing(decoder::close);
        return decoder;
    }

    /// What is to be done on the engine's thread before the model is closed, the latest first.
    void closing(Runnable close) {
        others.add(close);
    }

    /// What a trainer is given.
    TrainingContext context(OptimiserOptions options, HeldOut heldOut) {
        return Trainings.context(stage, options).training(trained).measuring(heldOut);
    }

    /// What the training changes.
    Parameters parameters() {
        return trained.parameters(policy.parameters());
    }

    /// Writes weights and configuration: with an adapter, the model with the adapter in it, and the adapter alone.
    ///
    /// @param adapterFolder where an adapter goes
    void write(Path folder, Path adapterFolder) {
        Engine.run(() -> {
            if (!(trained instanceof Trained.Adaptation adaptation)) {
                Checkpoint.write(policy, format.tokenizer().special(), folder);
                return;
            }
            AdapterFolder.write(adaptation.adapter(), policy, ".", adapterFolder);
            policy.adapters().merge(ADAPTER);
            Checkpoint.write(policy, format.tokenizer().special(), folder);
            policy.adapters().unmerge();
            policy.adapters().activate(ADAPTER);
        });
    }

    @Override
    public void close() {
        Engine.run(() -> {
            others.reversed().forEach(Runnable::run);
            policy.close();
        });
        format.close();
    }
}
