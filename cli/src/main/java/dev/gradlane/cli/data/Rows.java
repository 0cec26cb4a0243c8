package dev.gradlane.cli.data;

import java.util.Optional;

/// One reading of a table from its first row to its last.
public interface Rows extends AutoCloseable {
    /// The next rows: `max` of them unless the table ends before; empty after the last.
    ///
    /// @throws DataException if a cell is no number or a row is short
    Optional<Block> next(int max);

    @Override
    void close();
}
