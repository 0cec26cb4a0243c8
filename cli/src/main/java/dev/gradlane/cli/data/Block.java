package dev.gradlane.cli.data;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Consecutive rows of a table.
///
/// @param rows how many, at least 1
/// @param numbers per number column asked for, `rows` dense little-endian elements
/// @param texts per text column asked for, `rows` cells as they stand in the file
public record Block(int rows, List<MemorySegment> numbers, List<List<String>> texts) {
    public Block {
        numbers = List.copyOf(numbers);
        texts = List.copyOf(texts);
    }
}
