package dev.gradlane.cli.stream;

import dev.gradlane.cli.data.Numbers;
import dev.gradlane.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Folds the results of consecutive chunks of 4096 rows as the order `lanes` does past 4096 elements:
/// chunk results are chunked by 4096 again, and so on, until one chunk holds them all. Keeps one chunk per
/// level.
final class ChunkTree {
    /// Elements of a chunk.
    static final int CHUNK = 4096;

    private final DType dtype;
    private final UnaryOperator<MemorySegment> fold;
    private final List<Level> levels = new ArrayList<>();

    private static final class Level {
        private final MemorySegment elements;
        private int count;

        Level(DType dtype) {
            this.elements = Arena.ofAuto().allocate((long) CHUNK * dtype.bytes(), 64);
        }
    }

    /// @param fold from at most 4096 dense elements to one
    ChunkTree(DType dtype, UnaryOperator<MemorySegment> fold) {
        this.dtype = dtype;
        this.fold = fold;
    }

    /// Takes the result of the next chunk, as bits.
    void add(long bits) {
        add(0, bits);
    }

    private void add(int index, long bits) {
        if (index == levels.size()) {
            levels.add(new Level(dtype));
        }
        Level level = levels.get(index);
        if (level.count == CHUNK) {
            add(index + 1, folded(level));
            level.count = 0;
        }
        Numbers.set(level.elements, level.count++, dtype, bits);
    }

    private long folded(Level level) {
        MemorySegment elements = level.elements.asSlice(0, (long) level.count * dtype.bytes());
        return Numbers.get(fold.apply(elements), 0, dtype);
    }

    /// The result for all chunks, of which there was one at least, as bits.
    long result() {
        for (int i = 0; i < levels.size() - 1; i++) {
            add(i + 1, folded(levels.get(i)));
        }
        return folded(levels.getLast());
    }
}
