package dev.gradlane.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Named arrays in NumPy's `.npz` format: a zip archive (also ZIP64) whose members are `.npy` files. Members are
/// stored or deflated when read, stored when written, as `numpy.savez` does. The same arrays give the same bytes.
///
/// Source: the description of `numpy.savez`; PKWARE, *.ZIP file format specification*, as [java.util.zip] reads it.
public final class Npz {
    private static final String ENDING = ".npy";

    /// No deflated byte stands for more (the longest match, 258 bytes, in two bits).
    private static final long MOST_PER_BYTE = 1032;

    /// The first second of the format but one: for the first, [ZipEntry] adds a field that depends on the time zone.
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

    private Npz() {}

    /// What an archive may ask for.
    ///
    /// @param members most members
    /// @param bytes most bytes of all members together, inflated
    public record Limits(int members, long bytes) {
        /// What is asked of an archive that nobody vouches for: a file of `size` bytes inflates to at most 256 MiB
        /// and 20 bytes for each of its own.
        public static Limits of(long size) {
            return new Limits(1 << 16, (256L << 20) + 20 * Math.min(size, Long.MAX_VALUE / 64));
        }
    }

    /// The arrays of `file` by name, in memory that lives as long as they are reachable, within the default limits.
    ///
    /// @throws FormatException if the content is no archive of arrays, or past a limit
    /// @throws IOException if the file cannot be read
    public static Map<String, Array> read(Path file) throws IOException {
        return read(file, Arena.ofAuto(), Limits.of(Files.size(file)));
    }

    /// The arrays of `file` by name, in the archive's order, copied into memory of `arena`.
    ///
    /// @throws FormatException if the content is no archive of arrays, or past a limit
    /// @throws IOException if the file cannot be read
    public static Map<String, Array> read(Path file, Arena arena, Limits limits) throws IOException {
        Place place = Place.in(file);
        try (ZipFile zip = open(place)) {
            if (zip.size() > limits.members) {
                throw place.error("directory", zip.size() + " members, the limit is " + limits.members);
            }
            List<ZipEntry> entries = new ArrayList<>(zip.stream().toList());
            requireSizes(place, entries, limits);
            Map<String, Array> arrays = new LinkedHashMap<>();
            for (ZipEntry entry : entries) {
                String name = entry.getName();
                if (!name.endsWith(ENDING)) {
                    throw place.member(name).error("name", "expected .npy files as members");
                }
                Array array = member(place.member(name), zip, entry, arena);
                if (arrays.put(name.substring(0, name.length() - ENDING.length()), array) != null) {
                    throw place.member(name).error("name", "a second member of this name");
                }
            }
            return Collections.unmodifiableMap(arrays);
        }
    }

    private static ZipFile open(Place place) throws IOException {
        if (!Files.isRegularFile(place.file())) {
            throw new IOException(place.file() + (Files.exists(place.file()) ? " is no file" : " does not exist"));
        }
        try {
            return new ZipFile(place.file().toFile());
        } catch (ZipException | EOFException e) {
            throw new FormatException(place.file(), "directory", "expected a zip archive: " + e.getMessage(), e);
        }
    }

    /// Sizes as the directory tells them, before any memory is asked for.
    private static void requireSizes(Place place, List<ZipEntry> entries, Limits limits) throws FormatException {
        long total = 0;
        for (ZipEntry entry : entries) {
            Place member = place.member(entry.getName());
            long size = entry.getSize();
            long stored = entry.getCompressedSize();
            if (size < 0 || stored < 0 || stored > Long.MAX_VALUE / MOST_PER_BYTE || size > stored * MOST_PER_BYTE) {
                throw member.error("directory", size + " bytes cannot come out of " + stored);
            }
            total = Math.min(total, Long.MAX_VALUE - size) + size;
            if (total > limits.bytes) {
                throw member.error(
                        "directory",
                        "members of " + total + " bytes and more when inflated, the limit is " + limits.bytes);
            }
        }
    }

    private static Array member(Place place, ZipFile zip, ZipEntry entry, Arena arena) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            long size = entry.getSize();
            CRC32 crc = new CRC32();
            byte[] prefix = in.readNBytes((int) Math.min(NpyHeader.PREFIX, size));
            int length = NpyHeader.length(place, prefix, size);
            byte[] head = Arrays.copyOf(prefix, length);
            // a header that ends within the prefix holds no dictionary: then parse refuses it
            int rest = Math.max(0, length - prefix.length);
            if (in.readNBytes(head, length - rest, rest) < rest) {
                throw new EOFException("ends in its header");
            }
            NpyHeader header = NpyHeader.parse(place, head);
            if (header.offset() + header.bytes() != size) {
                throw place.error(
                        header.offset(),
                        "expected " + header.bytes() + " bytes of elements for " + header.type() + ", found "
                                + (size - header.offset()));
            }
            crc.update(head);
            MemorySegment elements = arena.allocate(header.bytes(), 64);
            fill(in, elements, crc);
            if (crc.getValue() != entry.getCrc()) {
                throw place.error(
                        "checksum", "expected CRC-32 %08x, found %08x".formatted(entry.getCrc(), crc.getValue()));
            }
            return Npy.array(place, header, elements.asReadOnly(), arena);
        } catch (ZipException | EOFException e) {
            throw new FormatException(place.file(), place.member() + "data", "broken: " + e.getMessage(), e);
        }
    }

    private static void fill(InputStream in, MemorySegment elements, CRC32 crc) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long done = 0; done < elements.byteSize(); ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, elements.byteSize() - done));
            if (read < 0) {
                throw new EOFException("ends after " + done + " of " + elements.byteSize() + " bytes of elements");
            }
            MemorySegment.copy(MemorySegment.ofArray(buffer), 0, elements, done, read);
            crc.update(buffer, 0, read);
            done += read;
        }
        if (in.read() >= 0) {
            throw new EOFException("more data than its size says");
        }
    }

    /// Writes `arrays` in the map's order; an existing file is replaced.
    ///
    /// @throws IOException if the file cannot be written; then nothing has changed
    public static void write(Path file, Map<String, Array> arrays) throws IOException {
        AtomicFile.write(file, sink -> {
            ZipOutputStream zip = new ZipOutputStream(sink);
            for (var named : arrays.entrySet()) {
                byte[] head = NpyHeader.of(named.getValue().type());
                MemorySegment data = named.getValue().data();
                CRC32 crc = new CRC32();
                crc.update(head);
                pieces(data, crc::update);
                ZipEntry entry = new ZipEntry(named.getKey() + ENDING);
                entry.setMethod(ZipEntry.STORED);
                entry.setTimeLocal(EPOCH);
                entry.setSize(head.length + data.byteSize());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(head);
                pieces(data, zip::write);
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private interface Piece {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    private static void pieces(MemorySegment data, Piece piece) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long done = 0; done < data.byteSize(); ) {
            int length = (int) Math.min(buffer.length, data.byteSize() - done);
            MemorySegment.copy(data, done, MemorySegment.ofArray(buffer), 0, length);
            piece.take(buffer, 0, length);
            done += length;
        }
    }
}
