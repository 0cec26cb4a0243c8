package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The one-dimensional arrays of an `.npz` archive, by name.
final class NpzTable implements Table {
    private static final String ENDING = ".npy";

    private final Path file;
    private final List<String> columns;

    private NpzTable(Path file, List<String> columns) {
        this.file = file;
        this.columns = List.copyOf(columns);
    }

    static NpzTable open(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new NpzTable(
                    file,
                    zip.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.endsWith(ENDING))
                            .map(name -> name.substring(0, name.length() - ENDING.length()))
                            .toList());
        } catch (IOException e) {
            throw new DataException(file + " is no .npz archive: " + Table.reason(e), e);
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
        List<String> names = new ArrayList<>(numbers);
        names.addAll(texts);
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new DataException(file + " is no .npz archive: " + Table.reason(e), e);
        }
        List<Npy> arrays = new ArrayList<>();
        try {
            for (String name : names) {
                arrays.add(array(zip, name));
            }
            long rows = length(names, arrays);
            return new NpyTable.ArrayRows(rows, numbers.size(), names.size(), dtype) {
                @Override
                void fill(int count, List<MemorySegment> into) {
                    for (int i = 0; i < names.size(); i++) {
                        arrays.get(i).read(count, List.of(0), List.of(names.get(i)), dtype, List.of(into.get(i)));
                    }
                }

                @Override
                public void close() {
                    NpzTable.this.close(zip);
                }
            };
        } catch (DataException e) {
            close(zip);
            throw e;
        }
    }

    private Npy array(ZipFile zip, String name) {
        try {
            var bytes = zip.getInputStream(zip.getEntry(name + ENDING));
            Npy array = new Npy(file + ", array " + name, new BufferedInputStream(bytes, 1 << 16));
            if (array.width() != 1) {
                throw new DataException(file + ", array " + name + " has rows of " + array.width()
                        + " elements: one number per sample is needed");
            }
            return array;
        } catch (IOException e) {
            throw new DataException(file + ", array " + name + " cannot be read: " + Table.reason(e), e);
        }
    }

    private long length(List<String> names, List<Npy> arrays) {
        for (int i = 1; i < arrays.size(); i++) {
            if (arrays.get(i).rows() != arrays.getFirst().rows()) {
                throw new DataException(file + ": array " + names.getFirst() + " has "
                        + arrays.getFirst().rows() + " elements, but " + names.get(i) + " has "
                        + arrays.get(i).rows());
            }
        }
        return arrays.isEmpty() ? 0 : arrays.getFirst().rows();
    }

    /// Closes the archive and with it every array.
    private void close(ZipFile zip) {
        try {
            zip.close();
        } catch (IOException e) {
            throw new DataException(file + " cannot be closed: " + Table.reason(e), e);
        }
    }
}
