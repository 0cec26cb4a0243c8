package dev.gradlane.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Columns that are written row block by row block and read column by column: in memory while they are
/// small, then in a temporary file.
final class Spool implements AutoCloseable {
    private static final long IN_MEMORY = 16 << 20;

    private final int columns;
    private final List<Part> parts = new ArrayList<>();
    private Optional<FileChannel> file = Optional.empty();
    private long end;

    /// One block: its columns one after the other, in memory or at an offset of the file.
    private record Part(Optional<MemorySegment> memory, long offset, long columnBytes) {}

    Spool(int columns) {
        this.columns = columns;
    }

    /// Appends a block; all columns have one size.
    void append(List<MemorySegment> block) {
        long bytes = block.getFirst().byteSize();
        MemorySegment all = Arena.ofAuto().allocate(bytes * columns, 64);
        for (int i = 0; i < columns; i++) {
            MemorySegment.copy(block.get(i), 0, all, i * bytes, bytes);
        }
        boolean inMemory = end + all.byteSize() <= IN_MEMORY;
        if (!inMemory) {
            write(all);
        }
        parts.add(new Part(inMemory ? Optional.of(all) : Optional.empty(), end, bytes));
        end += all.byteSize();
    }

    private void write(MemorySegment all) {
        try {
            if (file.isEmpty()) {
                file = Optional.of(FileChannel.open(
                        Files.createTempFile("gradlane", ".spool"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
            }
            var bytes = all.asByteBuffer();
            for (long at = end; bytes.hasRemaining(); ) {
                at += file.get().write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the results", e);
        }
    }

    /// Shows the elements of one column, in order, a dense segment at a time.
    void column(int index, Consumer<MemorySegment> visitor) {
        parts.forEach(part -> visitor.accept(read(part, index)));
    }

    /// Shows the blocks in order.
    void blocks(Consumer<List<MemorySegment>> visitor) {
        for (Part part : parts) {
            List<MemorySegment> block = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                block.add(read(part, i));
            }
            visitor.accept(block);
        }
    }

    private MemorySegment read(Part part, int column) {
        long start = column * part.columnBytes;
        if (part.memory.isPresent()) {
            return part.memory.get().asSlice(start, part.columnBytes);
        }
        try {
            MemorySegment elements = Arena.ofAuto().allocate(part.columnBytes, ValueLayout.JAVA_LONG.byteAlignment());
            var bytes = elements.asByteBuffer();
            while (bytes.hasRemaining()) {
                if (file.orElseThrow().read(bytes, part.offset + start + bytes.position()) < 0) {
                    throw new IOException("the temporary file was cut short");
                }
            }
            return elements;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        file.ifPresent(f -> {
            try {
                f.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
