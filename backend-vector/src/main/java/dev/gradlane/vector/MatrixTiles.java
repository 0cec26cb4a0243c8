package dev.gradlane.vector;

import java.util.OptionalLong;

/// How a product is cut into tiles. A tile's packed operands and totals fill most of a second-level cache of 2 MB, so
/// that each packed element is used hundreds of times.
///
/// @param bytes of an element
/// @param rows, columns of the innermost code
record MatrixTiles(int bytes, int rows, int columns) {
    /// Bytes of the rows of a tile, one column wide, and of its columns, one row high.
    private static final long ROW_BYTES = 1920;
    private static final long COLUMN_BYTES = 2048;
    /// Steps that are worth a tile of their own, so that every core has one.
    private static final long WORTH = 1 << 21;

    /// One size of a product.
    record Tiling(long batches, long rows, long columns, long depth, long tileRows, long tileColumns) {
        long rowTiles() {
            return Math.ceilDiv(rows, tileRows);
        }

        long perBatch() {
            return rowTiles() * Math.ceilDiv(columns, tileColumns);
        }

        long units() {
            return Math.multiplyExact(batches, perBatch());
        }
    }

    Tiling of(long batches, long m, long n, long depth) {
        long tileRows = even(m, Math.ceilDiv(m, ROW_BYTES / bytes), rows);
        long tileColumns = even(n, Math.ceilDiv(n, COLUMN_BYTES / bytes), columns);
        Tiling tiling = new Tiling(batches, m, n, depth, tileRows, tileColumns);
        long cores = Runtime.getRuntime().availableProcessors();
        if (tiling.units() == 0 || tiling.units() >= cores) {
            return tiling;
        }
        long pieces = Math.min(cores, Math.max(1, m * n * depth / WORTH));
        if (m >= n) {
            tileRows =
                    Math.min(tileRows, even(m, Math.ceilDiv(pieces, n == 0 ? 1 : Math.ceilDiv(n, tileColumns)), rows));
        } else {
            tileColumns = Math.min(tileColumns, even(n, Math.ceilDiv(pieces, Math.ceilDiv(m, tileRows)), columns));
        }
        return new Tiling(batches, m, n, depth, tileRows, tileColumns);
    }

    /// Size of the tiles when `size` is cut in so many, all but the last a multiple of `unit`.
    private static long even(long size, long tiles, int unit) {
        return Math.max(1, Math.ceilDiv(Math.ceilDiv(size, Math.max(1, tiles)), (long) unit)) * unit;
    }

    /// Rows that a tile has at most.
    long mostRows(OptionalLong all) {
        return most(all, ROW_BYTES / bytes, rows);
    }

    long mostColumns(OptionalLong all) {
        return most(all, COLUMN_BYTES / bytes, columns);
    }

    private static long most(OptionalLong all, long limit, int unit) {
        return even(Math.min(limit, all.orElse(limit)), 1, unit);
    }

    /// Bytes between rows of totals: not a power of two, so that rows do not alias.
    long pitch(long tileColumns) {
        return tileColumns * bytes + 64;
    }
}
