package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One `.npy` array, whose columns are called c0, c1, ….
final class NpyTable implements Table {
    private final Path file;
    private final List<String> columns;

    private NpyTable(Path file, int width) {
        this.file = file;
        this.columns = IntStream.range(0, width).mapToObj(i -> "c" + i).toList();
    }

    static NpyTable open(Path file) {
        try (Npy array = array(file)) {
            return new NpyTable(file, array.width());
        }
    }

    private static Npy array(Path file) {
        try {
            return new Npy(file.toString(), new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        } catch (IOException e) {
            throw new DataException(file + " cannot be read: " + Table.reason(e), e);
        }
    }

    @Override
    public String title() {
        return file.toString();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Rows read(List<String> numbers, List<String> texts, DType dtype) {
        List<String> all = new ArrayList<>(numbers);
        all.addAll(texts);
        List<Integer> indices = all.stream().map(columns::indexOf).toList();
        Npy array = array(file);
        return new ArrayRows(array.rows(), numbers.size(), all.size(), dtype) {
            @Override
            void fill(int count, List<MemorySegment> into) {
                array.read(count, indices, all, dtype, into);
            }

            @Override
            public void close() {
                array.close();
            }
        };
    }

    /// Rows of arrays whose number is known.
    abstract static class ArrayRows implements Rows {
        private final int numbers;
        private final int width;
        private final DType dtype;
        private long left;

        ArrayRows(long rows, int numbers, int width, DType dtype) {
            this.left = rows;
            this.numbers = numbers;
            this.width = width;
            this.dtype = dtype;
        }

        /// Reads `count` elements of each column: first the numbers, then the columns wanted as text.
        abstract void fill(int count, List<MemorySegment> into);

        @Override
        public Optional<Block> next(int max) {
            int count = (int) Math.min(max, left);
            if (count == 0) {
                return Optional.empty();
            }
            left -= count;
            List<MemorySegment> elements = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                elements.add(Arena.ofAuto().allocate((long) count * dtype.bytes(), 64));
            }
            fill(count, elements);
            List<List<String>> texts = elements.subList(numbers, width).stream()
                    .map(e -> IntStream.range(0, count)
                            .mapToObj(i -> Numbers.format(Numbers.get(e, i, dtype), dtype))
                            .toList())
                    .toList();
            return Optional.of(new Block(count, elements.subList(0, numbers), texts));
        }
    }
}
