package dev.plumbline.study;

import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.internal.Node;
import dev.plumbline.study.internal.Node.Entry;
import dev.plumbline.study.internal.Node.Mapping;
import dev.plumbline.study.internal.Place;
import dev.plumbline.study.internal.StudyOutline;
import dev.plumbline.study.internal.YamlTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads study files.
///
/// Every error is a [PlumblineException] with code BAD_STUDY whose message begins with file, line and column and names
/// the nearest valid word.
public final class StudyFile {
    /// A study file is at most this large, in bytes.
    public static final int MAX_BYTES = 1_000_000;

    private StudyFile() {}

    /// The study that a file describes.
    ///
    /// @param kinds all kinds of stage that it may use
    /// @param settings what the command line puts in place of what the file says, in order
    /// @throws PlumblineException MISSING_FILE if there is no such file, BAD_STUDY if it does not describe a study
    public static Study load(Path file, List<StageKind<?>> kinds, List<Setting> settings) {
        String fileName = String.valueOf(file.getFileName());
        return parse(read(file), file.toString(), fileName.replaceFirst("\\.ya?ml$", ""), kinds, settings);
    }

    /// The study that a text describes.
    ///
    /// @param source how errors name the text
    /// @param name the study's name
    public static Study parse(
            String yaml, String source, String name, List<StageKind<?>> kinds, List<Setting> settings) {
        return StudyOutline.of(YamlTree.parse(yaml, source), kinds)
                .with(settings)
                .study(name);
    }

    /// A study of one stage, named like its kind: what the short commands run.
    ///
    /// @param title what the command does
    /// @param settings the stage's options, and the head's where they go by `seed`, `threads` or `precision`
    public static Study ofStage(String kind, String title, List<StageKind<?>> kinds, List<Setting> settings) {
        Place place = new Place(kind, 0, 0);
        Mapping stage = new Mapping(place, Map.of("kind", entry(place, kind)));
        Mapping head = new Mapping(place, Map.of("title", entry(place, title)))
                .with("stages", new Entry(place, new Node.Sequence(place, List.of(stage))));
        return StudyOutline.of(head, kinds).with(settings).study(kind);
    }

    private static Entry entry(Place place, String text) {
        return new Entry(place, new Node.Scalar(place, text, Node.Look.TEXT));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new PlumblineException(
                        ErrorCode.BAD_STUDY,
                        file + ": larger than " + MAX_BYTES + " bytes; a study is a short file, data goes elsewhere");
            }
            return decode(Files.readAllBytes(file), file);
        } catch (NoSuchFileException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE,
                    file + ": no such study file; check the path (plumbline studies lists ours)",
                    e);
        } catch (IOException e) {
            throw new PlumblineException(
                    ErrorCode.MISSING_FILE, file + ": cannot be read (" + e + "); is it a file that you may read?", e);
        }
    }

    private static String decode(byte[] bytes, Path file) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            int line = 1;
            int start = 0;
            for (int i = 0; i < rest.position(); i++) {
                if (bytes[i] == '\n') {
                    line++;
                    start = i + 1;
                }
            }
            throw new Place(file.toString(), line, rest.position() - start + 1)
                    .error("not UTF-8; save the file as UTF-8");
        }
    }
}
