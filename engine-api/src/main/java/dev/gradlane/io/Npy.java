package dev.gradlane.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.OptionalLong;

/// One array in NumPy's `.npy` format: versions 1.0, 2.0 and 3.0 are read, 1.0 is written. Elements are `<f4`, `<f8`,
/// `<i4`, `<i8` and `|b1`; everything else is refused, Python objects above all.
///
/// Source: NumPy Enhancement Proposal 1, *A simple file format for NumPy arrays*, and the description of
/// `numpy.lib.format`.
public final class Npy {
    private Npy() {}

    /// The array in `file`, mapped for as long as it is reachable.
    ///
    /// @throws FormatException if the content is not exactly one array
    /// @throws IOException if the file cannot be read
    public static Array read(Path file) throws IOException {
        return read(file, Arena.ofAuto());
    }

    /// The array in `file`. In C order it is a view of the file, mapped into `arena`; in Fortran order it is turned
    /// into memory of `arena`.
    ///
    /// @throws FormatException if the content is not exactly one array
    /// @throws IOException if the file cannot be read
    public static Array read(Path file, Arena arena) throws IOException {
        MemorySegment all = Mapping.of(file, arena);
        Place place = Place.in(file);
        byte[] prefix = bytes(all, (int) Math.min(NpyHeader.PREFIX, all.byteSize()));
        byte[] head = bytes(all, NpyHeader.length(place, prefix, all.byteSize()));
        NpyHeader header = NpyHeader.parse(place, head);
        long expected = header.offset() + header.bytes();
        // offset + bytes may wrap; then it is no file's size
        if (expected != all.byteSize()) {
            throw place.error(
                    header.offset(),
                    "expected " + header.bytes() + " bytes of elements for " + header.type() + ", found "
                            + (all.byteSize() - header.offset()));
        }
        return array(place, header, header.elements(all), arena);
    }

    /// The elements in row-major order, checked.
    static Array array(Place place, NpyHeader header, MemorySegment elements, Arena arena) throws FormatException {
        OptionalLong wrong = Sizes.wrongBool(header.dtype(), elements);
        if (wrong.isPresent()) {
            throw place.error(header.offset() + wrong.getAsLong(), "expected 0 or 1 as an element of |b1");
        }
        boolean turn = header.fortran() && header.shape().size() > 1 && elements.byteSize() > 0;
        return new Array(header.type(), turn ? turned(header, elements, arena) : elements);
    }

    /// Row-major from column-major: element (i0, i1, …) lies at i0 + e0·(i1 + e1·(…)).
    private static MemorySegment turned(NpyHeader header, MemorySegment columns, Arena arena) {
        int rank = header.shape().size();
        long[] stride = new long[rank];
        long next = 1;
        for (int axis = 0; axis < rank; axis++) {
            stride[axis] = next;
            next *= header.shape().get(axis);
        }
        int width = header.dtype().bytes();
        MemorySegment rows = arena.allocate(columns.byteSize(), 64);
        long[] index = new long[rank];
        long from = 0;
        for (long to = 0; to < next; to++) {
            MemorySegment.copy(columns, from * width, rows, to * width, width);
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += stride[axis];
                if (++index[axis] < header.shape().get(axis)) {
                    break;
                }
                from -= index[axis] * stride[axis];
                index[axis] = 0;
            }
        }
        return rows.asReadOnly();
    }

    private static byte[] bytes(MemorySegment all, int count) {
        return all.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Writes `array` in C order, elements at a multiple of 64 bytes; an existing file is replaced.
    ///
    /// @throws IOException if the file cannot be written; then nothing has changed
    public static void write(Path file, Array array) throws IOException {
        AtomicFile.write(file, sink -> {
            sink.write(NpyHeader.of(array.type()));
            sink.write(array.data());
        });
    }
}
