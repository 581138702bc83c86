package dev.plumbline.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.engine.Precision;
import dev.plumbline.study.TinyStages.MeanOptions;
import dev.plumbline.study.TinyStages.Noise;
import dev.plumbline.study.TinyStages.NumbersOptions;
import dev.plumbline.study.TinyStages.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyFileTest {
    private static final List<StageKind<?>> KINDS = TinyStages.kinds();

    private static Study parse(String yaml, String... settings) {
        return StudyFile.parse(
                yaml, "s.yaml", "s", KINDS, Stream.of(settings).map(Setting::of).toList());
    }

    private static String problem(String yaml, String... settings) {
        PlumblineException e = catchThrowableOfType(PlumblineException.class, () -> parse(yaml, settings));
        assertThat(e).as("an error for\n%s", yaml).isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_STUDY);
        return String.valueOf(e.getMessage());
    }

    private static String withOption(String line) {
        return "title: t\nstages:\n  - name: draw\n    kind: numbers\n    " + line + "\n";
    }

    @Nested
    class AValidStudy {
        @Test
        void fillsEveryComponentOfTheOptions() {
            Study study = parse("""
                    title: T
                    seed: -3
                    threads: 2
                    precision: bfloat16
                    stages:
                      - name: draw
                        kind: numbers
                        count: 7
                        shape: bell-curve
                        noise: {width: 2}
                        weights:
                          a: {width: 1e-4, often: 2}
                          b: {}
                        tags: [x, "1", 2]
                      - kind: mean
                        data: draw
                        steps: 9000000000
                        loud: true
                    """);
            assertThat(study.seed()).isEqualTo(-3);
            assertThat(study.threads()).isEqualTo(2);
            assertThat(study.precision()).isEqualTo(Precision.BFLOAT16);
            assertThat(study.stages().get(0).options())
                    .isEqualTo(new NumbersOptions(
                            7,
                            Shape.BELL_CURVE,
                            new Noise(2, 3),
                            Map.of("a", new Noise(1e-4, 2), "b", new Noise(1, 3)),
                            List.of("x", "1", "2"),
                            ""));
            assertThat(study.stages().get(1).name()).isEqualTo("mean");
            assertThat(study.stages().get(1).options()).isEqualTo(new MeanOptions("draw", 9_000_000_000L, 1e-4, true));
        }

        @Test
        void isGivenAgainByItsResolvedText() {
            Study study = parse(
                    TinyStages.STUDY,
                    "stages.draw.weights={\"on\": {width: 1.0e-9}, 7: {often: 1}}",
                    "tags=[\"a: b\", \"#c\", 'no', \"\", \"12\", \"1e5\", \"*x\", \"- y\", \"ü\\n\\u0001\\x7f\\u2028\\ufeff\"]",
                    "stages.long.learning-rate=1.2345678901234567e-12",
                    "question=Why: because # not?",
                    "title='null'");
            assertThat(parse(study.yaml())).isEqualTo(study);
            assertThat(parse(study.commentedYaml())).isEqualTo(study);
        }

        @Test
        void writesOutEveryDefaultAndExplainsItOnRequest() {
            Study study = parse(TinyStages.STUDY);
            assertThat(study.yaml())
                    .contains("shape: uniform", "learning-rate: 0.0001", "precision: float32", "tags: []");
            assertThat(study.commentedYaml())
                    .contains("    # How many numbers to draw. Unit: numbers. Range: [1, 1000].\n    count: 40\n")
                    .contains("      # How wide. Range: (0, 10].\n      width: 1.0\n")
                    .contains("# Learns a mean.");
        }

        @Test
        void mayUseAliases() {
            Study study = parse("""
                    title: t
                    stages:
                      - {name: a, kind: numbers, noise: &n {width: 4}}
                      - {name: b, kind: numbers, noise: *n}
                    """);
            assertThat(((NumbersOptions) study.stages().get(1).options()).noise())
                    .isEqualTo(new Noise(4, 3));
        }

        @Test
        void derivesEachStagesSeedFromItsNameAlone() {
            Study study = parse(TinyStages.STUDY);
            Study shorter = parse(withOption("count: 3"), "seed=7");
            assertThat(study.seedOf("draw")).isEqualTo(shorter.seedOf("draw")).isNotEqualTo(study.seedOf("short"));
        }
    }

    @Nested
    class AnError {
        @Test
        void namesTheNearestOption() {
            assertThat(problem(withOption("cuont: 3")))
                    .startsWith(
                            "s.yaml 5:5: unknown option \"cuont\" of stage \"draw\" (kind numbers); did you mean \"count\"?");
            assertThat(problem("titel: t\nstages: []"))
                    .startsWith("s.yaml 2:9: \"stages\" must be a list of at least one");
            assertThat(problem("titel: t"))
                    .startsWith("s.yaml 1:1: unknown key \"titel\"")
                    .contains("\"title\"");
            assertThat(problem(withOption("noise: {widht: 1}")))
                    .startsWith("s.yaml 5:13: ")
                    .contains("\"width\"");
        }

        @Test
        void saysWhichTypeWasExpected() {
            assertThat(problem(withOption("count: many")))
                    .isEqualTo("s.yaml 5:12: \"count\" must be a whole number, not the text \"many\"");
            assertThat(problem(withOption("count: 1.5"))).contains("not the number 1.5");
            assertThat(problem(withOption("count: \"5\""))).contains("not the text \"5\"");
            assertThat(problem(withOption("count: 99999999999"))).contains("must lie in [-2147483648, 2147483647]");
            assertThat(problem(withOption("count:"))).contains("\"count\" has no value");
            assertThat(problem(withOption("tags: {a: 1}"))).contains("\"tags\" must be a list of text, not a mapping");
            assertThat(problem(withOption("tags: [a, [b]]"))).contains("\"tags[1]\" must be text, not a list");
            assertThat(problem(withOption("noise: 3"))).contains("\"noise\" must be a mapping (width, often), not");
            assertThat(problem(withOption("noise: {width: .nan}"))).contains("\"width\" must be a finite number");
            assertThat(problem(withOption("shape: unifrom"))).contains("did you mean \"uniform\"?");
            assertThat(problem("title: t\nprecision: high\nstages: [{kind: numbers}]"))
                    .contains("float32, bfloat16");
        }

        @Test
        void pointsAtTheOptionThatIsOutOfRange() {
            assertThat(problem(withOption("count: 0")))
                    .isEqualTo("s.yaml 5:12: count must lie in [1, 1000], not 0; 20 is usual");
            assertThat(problem(withOption("file: \"a\\0b\""))).startsWith("s.yaml 5:11: \"a b\" cannot be a path");
            assertThat(problem(withOption("weights: {z: {often: 1, width: 11}}")))
                    .isEqualTo("s.yaml 5:36: width must lie in (0, 10], not 11.0");
            assertThat(problem("title: ' '\nstages: [{kind: numbers}]"))
                    .startsWith("s.yaml 1:8: title must not be empty");
        }

        @Test
        void namesWhatIsMissing() {
            assertThat(problem("title: t\nstages:\n  - name: m\n    kind: mean\n"))
                    .startsWith(
                            "s.yaml 3:5: \"data\" of stage \"m\" (kind mean) is missing; add it: text, The stage whose");
            assertThat(problem("title: t\nstages:\n  - name: m\n")).contains("3:5: \"kind\" is missing");
            assertThat(problem("stages: [{kind: numbers}]")).contains("\"title\" of the study is missing");
            assertThat(problem("title: t")).contains("\"stages\" is missing");
        }

        @Test
        void refusesAReferenceToNoStageOrToALaterOne() {
            assertThat(problem(TinyStages.STUDY.replace("data: draw\n    steps: 10", "data: drew\n    steps: 10")))
                    .startsWith("s.yaml 10:11: stage \"short\" uses stage \"drew\"")
                    .contains("did you mean \"draw\"?");
            assertThat(problem("title: t\nstages: [{name: m, kind: mean, data: d}, {name: d, kind: numbers}]"))
                    .contains("which is not one of the stages before it; no stage comes before it");
        }

        @Test
        void refusesUnknownKindsAndUnusableNames() {
            assertThat(problem("title: t\nstages: [{name: a, kind: nubmers}]"))
                    .contains("unknown kind \"nubmers\"; did you mean \"numbers\"?");
            assertThat(problem("title: t\nstages: [{name: ../a, kind: numbers}]"))
                    .contains("stage name \"../a\"");
            assertThat(problem("title: t\nstages: [{kind: numbers}, {kind: numbers}]"))
                    .contains("a second stage");
            assertThat(problem("title: t\nstages: [x]")).contains("a stage is a mapping");
            assertThat(problem("title: t\nstages: 3")).contains("\"stages\" must be a list");
            assertThat(problem("[1]")).startsWith("s.yaml 1:1: a study is a mapping");
        }
    }

    @Nested
    class MalformedText {
        @Test
        void givesOneErrorWithItsPlace() {
            assertThat(problem("title: t\nstages: [1, 2\nseed: 3\n")).startsWith("s.yaml 3:5: malformed YAML: ");
            assertThat(problem("title: t\n\tseed: 3\n"))
                    .startsWith("s.yaml 2:1: malformed YAML: ")
                    .contains("TAB");
            assertThat(problem("title: 't\n")).startsWith("s.yaml 2:1: malformed YAML: ");
            assertThat(problem("title: a: b\n")).startsWith("s.yaml 1:9: malformed YAML: ");
            assertThat(problem("title: t\nseed: 1\ntitle: u\n"))
                    .startsWith("s.yaml 3:1: \"title\" is given a second time");
            assertThat(problem("title: t\n---\ntitle: u\n")).startsWith("s.yaml 3:1: a second document");
            assertThat(problem("a: *nope\n")).startsWith("s.yaml 1:4: alias *nope stands for nothing");
            assertThat(problem("title: t\nx: \u0007\n")).startsWith("s.yaml 2:4: control character U+0007");
            assertThat(problem("? [x]\n: 2\n")).startsWith("s.yaml 1:4: malformed YAML: ");
            assertThat(problem("")).startsWith("s.yaml 1:1: the file is empty");
            assertThat(problem("# only a remark\n")).startsWith("s.yaml 1:1: the file is empty");
            assertThat(problem("stages: !!java.net.URL [\"http://x\"]")).contains("a stage is a mapping");
        }

        @Test
        void cannotExhaustMemoryOrStack() {
            assertThat(problem("[".repeat(100_000))).contains("nested more than 32 levels");
            assertThat(problem("{a: ".repeat(100_000))).contains("nested more than 32 levels");
            assertThat(problem("- ".repeat(50_000) + "x")).contains("nested more than 32 levels");
            StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (int i = 1; i < 12; i++) {
                String before = "*a" + (i - 1);
                bomb.append(
                        "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", List.of(before, before, before, before))));
            }
            assertThat(problem(bomb.toString())).contains("more than 20000 values");
            assertThat(problem("title: " + "x".repeat(1_000_001))).contains("more than 1000000 characters");
            assertThat(problem("title: t\nseed: " + "9".repeat(5000) + "\nstages: [{kind: numbers}]"))
                    .contains("s.yaml 2:7: ");
        }
    }

    @Nested
    class ASetting {
        @Test
        void goesByFullPathOrByAnOptionThatOneStageHas() {
            Study study = parse(
                    TinyStages.STUDY,
                    "seed=3",
                    "stages.long.steps=5",
                    "count=9",
                    "noise.width=2.5",
                    "tags=[p, q]",
                    "shape=bell-curve");
            assertThat(study.seed()).isEqualTo(3);
            assertThat(((MeanOptions) study.stages().get(2).options()).steps()).isEqualTo(5);
            assertThat(study.stages().get(0).options())
                    .isEqualTo(new NumbersOptions(
                            9, Shape.BELL_CURVE, new Noise(2.5, 3), Map.of(), List.of("p", "q"), ""));
        }

        @Test
        void takesFileNamesAsTheyAre() {
            Study study = parse(TinyStages.STUDY, "file=C:\\data: #1 {x}.jsonl");
            assertThat(((NumbersOptions) study.stages().get(0).options()).file())
                    .isEqualTo("C:\\data: #1 {x}.jsonl");
        }

        @Test
        void isNamedByItsErrors() {
            assertThat(problem(TinyStages.STUDY, "steps=3"))
                    .isEqualTo(
                            "--set steps=3: several stages have an option \"steps\"; name one: stages.short.steps, stages.long.steps");
            assertThat(problem(TinyStages.STUDY, "cuont=3"))
                    .startsWith("--set cuont=3: no stage has an option \"cuont\"; did you mean \"count\"?");
            assertThat(problem(TinyStages.STUDY, "stages.shrot.steps=3")).contains("did you mean \"short\"?");
            assertThat(problem(TinyStages.STUDY, "stages.short.stesp=3"))
                    .startsWith("--set stages.short.stesp=3: unknown option \"stesp\"");
            assertThat(problem(TinyStages.STUDY, "count=many")).startsWith("--set count=many: \"count\" must be");
            assertThat(problem(TinyStages.STUDY, "count=0")).startsWith("--set count=0: count must lie in");
            assertThat(problem(TinyStages.STUDY, "tags=[a")).startsWith("--set tags=[a 1:");
            assertThat(problem(TinyStages.STUDY, "stages.short.kind=x")).contains("cannot be set");
            assertThat(problem(TinyStages.STUDY, "stages.short.data=long"))
                    .startsWith("--set stages.short.data=long: stage");
            assertThat(problem(TinyStages.STUDY, "count.x=1")).contains("has no parts; set it whole");
            PlumblineException e = catchThrowableOfType(PlumblineException.class, () -> Setting.of("=3"));
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_ARGUMENT);
        }
    }

    @Nested
    class AFile {
        @Test
        void givesTheStudyItsName(@TempDir Path folder) throws IOException {
            Path file = Files.writeString(folder.resolve("my-study.yaml"), TinyStages.STUDY);
            assertThat(StudyFile.load(file, KINDS, List.of()).name()).isEqualTo("my-study");
        }

        @Test
        void thatIsMissingOrNotUtf8IsSaidToBe(@TempDir Path folder) throws IOException {
            PlumblineException missing = catchThrowableOfType(
                    PlumblineException.class, () -> StudyFile.load(folder.resolve("no.yaml"), KINDS, List.of()));
            assertThat(missing.code()).isEqualTo(ErrorCode.MISSING_FILE);
            Path broken = Files.write(
                    folder.resolve("b.yaml"), new byte[] {'t', ':', ' ', 'x', '\n', 'q', (byte) 0xff, '\n'});
            PlumblineException e =
                    catchThrowableOfType(PlumblineException.class, () -> StudyFile.load(broken, KINDS, List.of()));
            assertThat(e).hasMessageContaining("b.yaml 2:2: not UTF-8");
        }
    }

    @Test
    void aStudyOfOneStageIsMadeFromItsOptions() {
        Study study = StudyFile.ofStage(
                "numbers",
                "Drawing numbers",
                KINDS,
                List.of(new Setting("count", "5", "--count 5"), Setting.of("seed=4")));
        assertThat(study.stages().getFirst().name()).isEqualTo("numbers");
        assertThat(study.seed()).isEqualTo(4);
        assertThat(StudyFile.parse(study.yaml(), "x", "numbers", KINDS, List.of()))
                .isEqualTo(study);
        PlumblineException e = catchThrowableOfType(
                PlumblineException.class,
                () -> StudyFile.ofStage("numbers", "t", KINDS, List.of(new Setting("count", "x", "--count x"))));
        assertThat(e).hasMessageStartingWith("--count x: ");
    }
}
