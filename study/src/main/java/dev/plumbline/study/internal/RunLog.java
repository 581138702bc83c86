package dev.plumbline.study.internal;

import dev.plumbline.core.Conversation;
import dev.plumbline.core.ErrorCode;
import dev.plumbline.core.Estimate;
import dev.plumbline.core.PlumblineException;
import dev.plumbline.study.Comparison;
import dev.plumbline.study.Curve;
import dev.plumbline.study.Finding;
import dev.plumbline.study.NamedEstimate;
import dev.plumbline.study.SampleRecord;
import dev.plumbline.study.StageResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The results of a run as SQLite tables, for people who ask questions in SQL.
///
/// Everything in it is also in the stages' result files, so that it can be made again. While the run goes on, it uses a
/// write-ahead log; once closed it is one file that readers do not write to.
public final class RunLog implements AutoCloseable {
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE stages (name TEXT PRIMARY KEY, kind TEXT, key TEXT, cached INTEGER, started TEXT, seconds REAL)",
            "CREATE TABLE estimates (stage TEXT, name TEXT, model TEXT, value REAL, low REAL, high REAL, level REAL,"
                    + " method TEXT, n INTEGER, missing TEXT, expected REAL, about TEXT)",
            "CREATE TABLE comparisons (stage TEXT, name TEXT, left_model TEXT, right_model TEXT, value REAL, low REAL,"
                    + " high REAL, level REAL, method TEXT, n INTEGER, missing TEXT, p REAL, adjusted_p REAL)",
            "CREATE TABLE findings (stage TEXT, position INTEGER, name TEXT, text TEXT, value REAL, low REAL, high REAL,"
                    + " level REAL, method TEXT, n INTEGER, missing TEXT, p REAL, as_expected INTEGER)",
            "CREATE TABLE curves (stage TEXT, name TEXT, unit TEXT, step INTEGER, value REAL)",
            "CREATE TABLE samples (stage TEXT, model TEXT, task TEXT, id TEXT, prompt TEXT, answer TEXT, scores TEXT,"
                    + " truth TEXT)",
            "CREATE TABLE notes (stage TEXT, position INTEGER, text TEXT)");

    private final Path file;
    private final Connection connection;

    private RunLog(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// An empty log, in place of what is there.
    ///
    /// @throws PlumblineException STORAGE if it cannot be written
    public static RunLog create(Path file) {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            DurableFiles.delete(file.resolveSibling(file.getFileName() + suffix));
        }
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = OFF"); // it can be made again; flushed once, when closed
                connection.setAutoCommit(false);
                for (String table : SCHEMA) {
                    statement.execute(table);
                }
                connection.commit();
                return new RunLog(file, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /// Adds a stage, wholly or not at all.
    ///
    /// @throws PlumblineException STORAGE if it cannot be written
    public void add(FinishedStage stage, StageResult result) {
        try {
            String name = stage.name();
            insert(
                    "stages",
                    name,
                    stage.kind(),
                    stage.key(),
                    stage.cached(),
                    stage.started().toString(),
                    stage.seconds());
            estimates(name, result.estimates());
            comparisons(name, result.comparisons());
            findings(name, result.findings());
            curves(name, result.curves());
            samples(name, result.samples());
            for (int i = 0; i < result.notes().size(); i++) {
                insert("notes", name, i, result.notes().get(i));
            }
            connection.commit();
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException second) {
                e.addSuppressed(second);
            }
            throw failure(file, e);
        }
    }

    private void estimates(String stage, List<NamedEstimate> estimates) throws SQLException {
        for (NamedEstimate named : estimates) {
            insert(
                    "estimates",
                    List.of(stage, named.name(), named.model()),
                    named.estimate(),
                    named.expected().isPresent() ? named.expected().getAsDouble() : null,
                    named.about());
        }
    }

    private void comparisons(String stage, List<Comparison> comparisons) throws SQLException {
        for (Comparison c : comparisons) {
            insert("comparisons", List.of(stage, c.name(), c.left(), c.right()), c.difference(), c.p(), c.adjustedP());
        }
    }

    private void findings(String stage, List<Finding> findings) throws SQLException {
        for (int i = 0; i < findings.size(); i++) {
            Finding f = findings.get(i);
            insert("findings", List.of(stage, i, f.name(), f.text()), f.estimate(), f.p(), f.asExpected());
        }
    }

    /// A row that holds an estimate between other columns.
    private void insert(String table, List<?> before, Estimate e, @Nullable Object... after) throws SQLException {
        List<@Nullable Object> row = new ArrayList<>(before);
        row.addAll(
                List.of(e.value(), e.low(), e.high(), e.level(), e.method(), e.n(), CanonicalJson.write(e.missing())));
        row.addAll(Arrays.asList(after));
        insert(table, row.toArray());
    }

    private void curves(String stage, List<Curve> curves) throws SQLException {
        for (Curve curve : curves) {
            for (Curve.Point point : curve.points()) {
                insert("curves", stage, curve.name(), curve.unit(), point.step(), point.value());
            }
        }
    }

    private void samples(String stage, List<SampleRecord> samples) throws SQLException {
        for (SampleRecord sample : samples) {
            insert(
                    "samples",
                    stage,
                    sample.model(),
                    sample.task(),
                    sample.id(),
                    messages(sample.prompt()),
                    sample.answer(),
                    CanonicalJson.write(sample.scores()),
                    CanonicalJson.write(sample.truth()));
        }
    }

    private static String messages(Conversation prompt) {
        return CanonicalJson.write(prompt.messages().stream()
                .map(message -> Map.of("role", message.role().label(), "content", message.content()))
                .toList());
    }

    private void insert(String table, @Nullable Object... values) throws SQLException {
        String marks = "?" + ", ?".repeat(values.length - 1);
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /// Folds the write-ahead log into the file and leaves it in a mode in which readers write nothing.
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                statement.execute("PRAGMA journal_mode = DELETE");
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
        DurableFiles.forceAll(file);
    }

    private static PlumblineException failure(Path file, SQLException e) {
        return new PlumblineException(
                ErrorCode.STORAGE,
                file + ": could not be written (" + Nearest.shortened(String.valueOf(e.getMessage()), 200)
                        + "); check free space and permissions. The results themselves are kept in the stages' folders",
                e);
    }
}
