package dev.gradlane.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.GZIPInputStream;

/// The data sets that come with the examples; `DATA.md` beside them says whose they are.
final class Bundled {
    private Bundled() {}

    /// The columns of a file, by name, in their order.
    static SequencedMap<String, double[]> columns(String file) {
        try (Reader reader = open(file)) {
            return Csv.columns(reader, file, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled " + file + " cannot be read", e);
        }
    }

    private static Reader open(String file) throws IOException {
        InputStream bytes = Bundled.class.getResourceAsStream(file);
        if (bytes == null) {
            throw new IOException(file + " is missing beside the classes of " + Bundled.class.getPackageName()
                    + ": the module's resources were not copied");
        }
        return new InputStreamReader(file.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8);
    }

    /// The columns as rows, row-major, each column shifted and scaled to mean 0 and variance 1.
    static double[] standardised(Map<String, double[]> columns) {
        int rows = columns.values().iterator().next().length;
        double[] features = new double[rows * columns.size()];
        int feature = 0;
        for (double[] column : columns.values()) {
            double mean = 0;
            for (double value : column) {
                mean += value / rows;
            }
            double variance = 0;
            for (double value : column) {
                variance += (value - mean) * (value - mean) / rows;
            }
            for (int row = 0; row < rows; row++) {
                features[row * columns.size() + feature] = (column[row] - mean) / Math.sqrt(variance);
            }
            feature++;
        }
        return features;
    }
}
