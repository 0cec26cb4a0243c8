package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A table of one row, typed by hand.
///
/// @param cells numbers as [Numbers#parse] takes them, by column
public record OneRow(Map<String, String> cells) implements Table {
    @Override
    public String title() {
        return "--at";
    }

    @Override
    public List<String> columns() {
        return List.copyOf(cells.keySet());
    }

    @Override
    public Rows read(List<String> numbers, List<String> texts, DType dtype) {
        return new Rows() {
            private boolean read;

            @Override
            public Optional<Block> next(int max) {
                if (read) {
                    return Optional.empty();
                }
                read = true;
                List<MemorySegment> elements = new ArrayList<>();
                for (String name : numbers) {
                    MemorySegment element = Arena.ofAuto().allocate(dtype.bytes(), 64);
                    Numbers.set(element, 0, dtype, Numbers.parse(cells.get(name), dtype));
                    elements.add(element);
                }
                return Optional.of(new Block(
                        1,
                        elements,
                        texts.stream().map(cells::get).map(List::of).toList()));
            }

            @Override
            public void close() {}
        };
    }
}
