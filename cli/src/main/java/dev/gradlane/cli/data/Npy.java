package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One array in NumPy's `.npy` format (versions 1 to 3), read as rows: an array of shape `(n)` has n rows
/// of one element, `(n, k)` n rows of k.
final class Npy implements AutoCloseable {
    private static final int MAX_HEADER = 1 << 20;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    private final String title;
    private final InputStream in;
    private final char kind;
    private final int bytes;
    private final ByteOrder order;
    private final long rows;
    private final int width;
    private long row;

    /// Reads the header from `in`, which is closed with this array.
    ///
    /// @throws DataException if it is no array of one or two axes of numbers in C order
    Npy(String title, InputStream in) {
        this.title = title;
        this.in = in;
        String header = header();
        Matcher descr = find(DESCR, header, "has no element type that is one number");
        this.kind = descr.group(2).charAt(0);
        this.bytes = Integer.parseInt(
                descr.group(3).substring(0, Math.min(4, descr.group(3).length())));
        this.order = descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (!List.of("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "b1").contains(kind + "" + bytes)) {
            throw new DataException(title + " has elements of type " + descr.group()
                    + ": save it as float64, float32, an integer type or bool");
        }
        long[] shape = shape(find(SHAPE, header, "has no shape").group(1));
        boolean fortran = find(ORDER, header, "has no order").group(1).equals("True");
        if (shape.length == 0 || shape.length > 2) {
            throw new DataException(
                    title + " has " + shape.length + " axes: one (a column) or two (rows of columns) " + "are needed");
        }
        if (fortran && shape.length == 2) {
            throw new DataException(title + " is in Fortran order: save numpy.ascontiguousarray of it");
        }
        this.rows = shape[0];
        this.width = shape.length == 1 ? 1 : (int) Math.min(shape[1], 1 << 24);
        if (shape.length == 2 && (shape[1] > 1 << 20 || shape[1] == 0)) {
            throw new DataException(title + " has " + shape[1] + " columns");
        }
    }

    private String header() {
        byte[] start = bytes(8);
        if (start[0] != (byte) 0x93 || !new String(start, 1, 5, StandardCharsets.ISO_8859_1).equals("NUMPY")) {
            throw new DataException(title + " is no .npy array");
        }
        boolean wide = start[6] > 1;
        ByteBuffer size = ByteBuffer.wrap(bytes(wide ? 4 : 2)).order(ByteOrder.LITTLE_ENDIAN);
        long length = wide ? size.getInt() & 0xffffffffL : size.getShort() & 0xffff;
        if (length > MAX_HEADER) {
            throw new DataException(title + " has a header of " + length + " bytes");
        }
        return new String(bytes((int) length), StandardCharsets.UTF_8);
    }

    private Matcher find(Pattern pattern, String header, String problem) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new DataException(title + " " + problem);
        }
        return matcher;
    }

    private long[] shape(String text) {
        try {
            long[] shape = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            long size = 8;
            for (long extent : shape) {
                size = Math.multiplyExact(size, extent);
            }
            return shape;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new DataException(title + " has the impossible shape (" + text + ")", e);
        }
    }

    long rows() {
        return rows;
    }

    /// Elements of one row.
    int width() {
        return width;
    }

    /// Reads `count` rows; element `columns[i]` of each goes to `into[i]`, rounded once to `dtype`.
    void read(int count, List<Integer> columns, List<String> names, DType dtype, List<MemorySegment> into) {
        ByteBuffer data = ByteBuffer.wrap(bytes(Math.multiplyExact(Math.multiplyExact(count, width), bytes)))
                .order(order);
        for (int r = 0; r < count; r++) {
            row++;
            for (int c = 0; c < columns.size(); c++) {
                long bits = element(data, (r * width + columns.get(c)) * bytes, dtype);
                if (Numbers.isNaN(bits, dtype)) {
                    throw new DataException(title + ", row " + row + ", column '" + names.get(c)
                            + "': NaN is not a number: leave the row out or fill it in");
                }
                Numbers.set(into.get(c), r, dtype, bits);
            }
        }
    }

    private long element(ByteBuffer data, int at, DType dtype) {
        if (kind == 'f') {
            double value = bytes == 4 ? data.getFloat(at) : data.getDouble(at);
            return dtype.bitsOf(value);
        }
        long whole = switch (bytes) {
            case 1 -> kind == 'i' ? data.get(at) : data.get(at) & 0xff;
            case 2 -> kind == 'i' ? data.getShort(at) : data.getShort(at) & 0xffff;
            case 4 -> kind == 'i' ? data.getInt(at) : data.getInt(at) & 0xffffffffL;
            default -> data.getLong(at);
        };
        // an i64 goes to f32 directly: through double it would be rounded twice
        return dtype == DType.F32
                ? Float.floatToRawIntBits((float) whole) & 0xffffffffL
                : Double.doubleToRawLongBits((double) whole);
    }

    private byte[] bytes(int count) {
        try {
            byte[] read = in.readNBytes(count);
            if (read.length < count) {
                throw new EOFException();
            }
            return read;
        } catch (EOFException e) {
            throw new DataException(
                    title + " ends too early" + (rows > 0 ? ", in row " + (row + 1) + " or after" : ""), e);
        } catch (IOException e) {
            throw new DataException(title + " cannot be read: " + Table.reason(e), e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new DataException(title + " cannot be closed: " + Table.reason(e), e);
        }
    }
}
