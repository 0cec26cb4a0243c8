package dev.gradlane.examples;

import dev.gradlane.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Handwritten digits of 8×8 pixels: 1797 of them, of which every fifth is held out.
public final class Digits {
    public static final int PIXELS = 64;
    public static final int CLASSES = 10;
    private static final int BRIGHTEST = 16;

    private final List<double[]> pixels;
    private final double[] digit;

    /// @param pixels `f32[…,64]`, row by row, from 0 to 1
    /// @param digit `i32[…]`, 0 … 9
    public record Image(Tensor pixels, Tensor digit) {}

    private Digits(List<double[]> pixels, double[] digit) {
        this.pixels = pixels;
        this.digit = digit;
    }

    public static Digits load() {
        var columns = Bundled.columns("digits.csv.gz");
        double[] digit = columns.remove("digit");
        return new Digits(List.copyOf(columns.values()), digit);
    }

    /// The images to be judged by: rows 4, 9, 14, ….
    public Image heldOut() {
        return images(IntStream.range(0, digit.length).filter(Digits::isHeldOut).toArray());
    }

    /// The images to learn from.
    public Image training() {
        return images(trainingRows());
    }

    /// The images to learn from, in random order, in batches; the last has what is left.
    public List<Image> batches(int size, SplittableRandom random) {
        int[] rows = trainingRows();
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[j];
            rows[j] = row;
        }
        List<Image> batches = new ArrayList<>();
        for (int from = 0; from < rows.length; from += size) {
            batches.add(images(Arrays.copyOfRange(rows, from, Math.min(from + size, rows.length))));
        }
        return batches;
    }

    private int[] trainingRows() {
        return IntStream.range(0, digit.length).filter(row -> !isHeldOut(row)).toArray();
    }

    private static boolean isHeldOut(int row) {
        return row % 5 == 4;
    }

    private Image images(int[] rows) {
        float[] brightness = new float[rows.length * PIXELS];
        int[] digits = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                brightness[i * PIXELS + pixel] = (float) (pixels.get(pixel)[rows[i]] / BRIGHTEST);
            }
            digits[i] = (int) digit[rows[i]];
        }
        return new Image(Tensor.of(brightness, rows.length, PIXELS), Tensor.of(digits, rows.length));
    }
}
