package dev.gradlane.io;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What stands before the elements: the magic bytes, the version, the header's length, and a Python dictionary with
/// the keys `descr`, `fortran_order` and `shape`, padded with spaces and ended by a line end.
///
/// @param fortran whether the first axis varies fastest
/// @param offset where the elements start
record NpyHeader(DType dtype, List<Long> shape, boolean fortran, long offset) {
    /// What tells the length of the rest.
    static final int PREFIX = 12;

    /// NumPy itself reads no header beyond 10 000 characters from files it does not trust.
    private static final int MAX_LENGTH = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /// Elements start at a multiple of this in files that are written.
    private static final int ALIGNMENT = 64;

    long bytes() {
        return Sizes.bytes(dtype, shape).orElseThrow();
    }

    TensorType type() {
        return Sizes.type(dtype, shape);
    }

    /// Where the elements start, of a file of `size` bytes that starts with `prefix`.
    ///
    /// @throws FormatException if it is no `.npy` file
    static int length(Place place, byte[] prefix, long size) throws FormatException {
        if (prefix.length < 10 || !Arrays.equals(prefix, 0, 6, MAGIC, 0, 6)) {
            throw place.error(0, "expected the magic bytes 93 4e 55 4d 50 59 of a .npy file");
        }
        int major = prefix[6];
        if (major < 1 || major > 3 || prefix[7] != 0) {
            throw place.error(6, "expected version 1.0, 2.0 or 3.0, found " + major + "." + prefix[7]);
        }
        int fields = major == 1 ? 2 : 4;
        if (prefix.length < 8 + fields) {
            throw place.error(8, "the file ends in the length of its header");
        }
        long length = 0;
        for (int i = fields - 1; i >= 0; i--) {
            length = length << 8 | prefix[8 + i] & 0xff;
        }
        if (length > MAX_LENGTH) {
            throw place.error(8, "a header of " + length + " bytes: at most " + MAX_LENGTH + " are read");
        }
        if (8 + fields + length > size) {
            throw place.error(8, "a header of " + length + " bytes goes past the end of " + size + " bytes");
        }
        return (int) (8 + fields + length);
    }

    /// @param head the first bytes, up to the elements
    static NpyHeader parse(Place place, byte[] head) throws FormatException {
        int start = head[6] == 1 ? 10 : 12;
        return new Parser(place, head, start).header();
    }

    /// The first bytes of a file of version 1.0 in C order.
    static byte[] of(TensorType type) {
        String shape = type.shape().dims().stream().map(Dim::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '" + symbol(type.dtype()) + "', 'fortran_order': False, 'shape': (" + shape
                + (type.shape().rank() == 1 ? "," : "") + "), }";
        int end = (10 + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] head = new byte[end];
        Arrays.fill(head, (byte) ' ');
        System.arraycopy(MAGIC, 0, head, 0, 6);
        head[6] = 1;
        head[7] = 0;
        head[8] = (byte) (end - 10);
        head[9] = (byte) (end - 10 >> 8);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, head, 10, ascii.length);
        head[end - 1] = '\n';
        return head;
    }

    /// The elements' place in `data`, a file's bytes.
    MemorySegment elements(MemorySegment data) {
        return data.asSlice(offset, bytes());
    }

    private static String symbol(DType dtype) {
        return switch (dtype) {
            case F32 -> "<f4";
            case F64 -> "<f8";
            case I32 -> "<i4";
            case I64 -> "<i8";
            case BOOL -> "|b1";
        };
    }

    /// The dictionary, in the subset of Python that NumPy writes.
    private static final class Parser {
        private final Place place;
        private final byte[] head;
        private int at;

        Parser(Place place, byte[] head, int at) {
            this.place = place;
            this.head = head;
            this.at = at;
        }

        NpyHeader header() throws FormatException {
            List<DType> dtype = new ArrayList<>();
            List<Boolean> fortran = new ArrayList<>();
            List<List<Long>> shape = new ArrayList<>();
            expect('{');
            while (!take('}')) {
                int start = at;
                String key = string();
                expect(':');
                switch (key) {
                    case "descr" -> dtype.add(dtype());
                    case "fortran_order" -> fortran.add(bool());
                    case "shape" -> shape.add(shape());
                    default -> throw place.error(start, "expected descr, fortran_order or shape, found '" + key + "'");
                }
                if (!take(',') && peek() != '}') {
                    throw place.error(at, "expected ',' or '}'");
                }
            }
            if (at != head.length) {
                throw place.error(at, "expected nothing but spaces after the dictionary");
            }
            if (dtype.size() != 1 || fortran.size() != 1 || shape.size() != 1) {
                throw place.error(
                        "header",
                        "expected each of descr, fortran_order and shape once, found " + dtype.size() + ", "
                                + fortran.size() + " and " + shape.size());
            }
            if (Sizes.bytes(dtype.getFirst(), shape.getFirst()).isEmpty()) {
                throw place.error("header", "the shape " + shape.getFirst() + " has more bytes than 63 bits count");
            }
            return new NpyHeader(dtype.getFirst(), shape.getFirst(), fortran.getFirst(), head.length);
        }

        private DType dtype() throws FormatException {
            int start = at;
            if (peek() == '[') {
                throw place.error(
                        start, "records of several fields (a structured descr): save each as an array of its own");
            }
            String descr = string();
            for (DType dtype : DType.values()) {
                if (descr.equals(symbol(dtype))) {
                    return dtype;
                }
            }
            if (descr.endsWith("O")) {
                throw place.error(
                        start, "elements are Python objects ('" + descr + "'), stored as pickle, which is never read");
            }
            throw place.error(
                    start,
                    "expected elements <f4, <f8, <i4, <i8 or |b1, found '" + descr
                            + "': convert with astype before saving");
        }

        private boolean bool() throws FormatException {
            int start = at;
            for (boolean value : new boolean[] {true, false}) {
                String word = value ? "True" : "False";
                if (new String(head, at, Math.min(word.length(), head.length - at), StandardCharsets.ISO_8859_1)
                        .equals(word)) {
                    at += word.length();
                    skip();
                    return value;
                }
            }
            throw place.error(start, "expected True or False");
        }

        private List<Long> shape() throws FormatException {
            expect('(');
            List<Long> extents = new ArrayList<>();
            boolean separated = true;
            while (!take(')')) {
                if (!separated) {
                    throw place.error(at, "expected ',' or ')'");
                }
                if (extents.size() == Sizes.MAX_RANK) {
                    throw place.error(at, "more than " + Sizes.MAX_RANK + " axes");
                }
                extents.add(extent());
                separated = take(',');
            }
            if (extents.size() == 1 && !separated) {
                throw place.error(at, "expected a ',' after the only extent, as Python writes it");
            }
            return extents;
        }

        private long extent() throws FormatException {
            int start = at;
            while (at < head.length && head[at] >= '0' && head[at] <= '9') {
                at++;
            }
            if (at == start) {
                throw place.error(start, "expected an extent, a whole number of at least 0");
            }
            try {
                long extent = Long.parseLong(new String(head, start, at - start, StandardCharsets.US_ASCII));
                skip();
                return extent;
            } catch (NumberFormatException _) {
                throw place.error(start, "an extent of more than 63 bits");
            }
        }

        private String string() throws FormatException {
            int start = at;
            byte quote = (byte) peek();
            if (quote != '\'' && quote != '"') {
                throw place.error(start, "expected a quoted word");
            }
            int end = ++at;
            while (end < head.length && head[end] != quote) {
                if (head[end] < ' ' || head[end] == '\\') {
                    throw place.error(end, "expected a word of plain characters");
                }
                end++;
            }
            if (end == head.length) {
                throw place.error(start, "a quoted word without its closing quote");
            }
            String word = new String(head, at, end - at, StandardCharsets.US_ASCII);
            at = end + 1;
            skip();
            return word;
        }

        private int peek() {
            return at < head.length ? head[at] : -1;
        }

        private boolean take(char symbol) {
            if (peek() != symbol) {
                return false;
            }
            at++;
            skip();
            return true;
        }

        private void expect(char symbol) throws FormatException {
            if (!take(symbol)) {
                throw place.error(at, "expected '" + symbol + "'");
            }
        }

        private void skip() {
            while (at < head.length && (head[at] == ' ' || head[at] == '\n')) {
                at++;
            }
        }
    }
}
