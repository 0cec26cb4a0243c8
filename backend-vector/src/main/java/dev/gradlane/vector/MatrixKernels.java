package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The innermost code of products of one element type, for every number of rows that a panel may be left with.
final class MatrixKernels {
    private record Key(DType type, Species species, int rows, int vectors, long rowPitch, long depthPitch) {}

    private static final Map<Key, ChainBlock> BLOCKS = new ConcurrentHashMap<>();
    private static final int VECTORS = 2;

    private final DType type;
    private final Species species;

    MatrixKernels(DType type, Species species) {
        this.type = type;
        this.species = species;
    }

    /// Rows of a register block: AVX-512 has 32 registers, other machines 16.
    int rows() {
        return species.isScalar() ? 4 : species.bits() == 512 ? 12 : 6;
    }

    /// Columns of a register block.
    int columns() {
        return VECTORS * species.lanes(type);
    }

    /// Bytes of scratch memory that [#block] needs.
    long sumBytes() {
        return (long) rows() * columns() * type.bytes();
    }

    /// totals = −0.
    void begin(long totals, long bytes) {
        FoldCode clear = FoldCode.of(type, Fold.SUM, species);
        clear.clear().run(0, 0, totals, (int) (bytes / type.bytes() / clear.lanes()));
    }

    /// totals = totals + left · right, for one block of k.
    void block(
            Panels left,
            long a,
            int rows,
            Panels right,
            long b,
            int columns,
            long sums,
            long totals,
            long pitch,
            int steps) {

        // a panel of columns stays in the first-level cache while all rows pass
        for (int j = 0; j < columns; j += columns()) {
            int vectors = columns - j <= species.lanes(type) ? 1 : VECTORS;
            for (int i = 0; i < rows; ) {
                int high = rows - i >= rows() ? rows() : Integer.highestOneBit(rows - i);
                long total = totals + i * pitch + (long) j * type.bytes();
                code(left, right, high, vectors).run(a + left.at(i, 0), b + right.at(j, 0), sums, total, pitch, steps);
                i += high;
            }
        }
    }

    private ChainBlock code(Panels left, Panels right, int rows, int vectors) {
        // rows of k lie a panel apart, rows of a panel a lane
        long rowPitch = left.width() == 1 ? left.panel() : left.lane();
        Key key = new Key(type, species, rows, vectors, rowPitch, left.depth());
        ChainBlock known = BLOCKS.get(key);
        return known != null
                ? known
                : BLOCKS.computeIfAbsent(
                        key, k -> ChainBlock.of(type, species, rows, vectors, k.rowPitch, k.depthPitch, right.depth()));
    }
}
