package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.stream.LongStream;

/// Windows of an array reduced to one number each, channel by channel, for static import. Channels are the last axis;
/// axes before those that the window slides over count arrays. Without a [Sliding] the windows tile the array, and what
/// does not fill a window at the end of an axis is left out.
///
/// A window is one [Tensor#max] or one [Tensor#sum] of its elements, which are numbered row-major: so the order of a
/// sum
/// is `lanes`, the greatest elements of a window share the derivative equally, and a NaN makes the window NaN. Elements
/// of
/// several windows add their cotangents in descending order of their column in the window, then of their row.
public final class Pooling {
    private Pooling() {}

    /// The largest element of each `size` along the last axis but one.
    public static Tensor maxPool1d(Tensor x, long size) {
        return max("maxPool1d", x, List.of(size), tiles(size));
    }

    /// The largest element of each window. The padding is −∞, of integers the smallest number, and never wins: a window
    /// of padding alone is that.
    ///
    /// @param x `[…, n, C]` of numbers
    /// @return `[…, o, C]`, o as [Sliding] says
    /// @throws dev.gradlane.graph.GraphException if ranks do not match, or no window can slide so
    public static Tensor maxPool1d(Tensor x, long size, Sliding sliding) {
        return max("maxPool1d", x, List.of(size), sliding);
    }

    /// The largest element of each rectangle.
    public static Tensor maxPool2d(Tensor x, long rows, long columns) {
        return max("maxPool2d", x, List.of(rows, columns), tiles(rows, columns));
    }

    /// See [#maxPool1d(Tensor,long,Sliding)]: `[…, height, width, C]` to `[…, o, p, C]`.
    public static Tensor maxPool2d(Tensor x, long rows, long columns, Sliding sliding) {
        return max("maxPool2d", x, List.of(rows, columns), sliding);
    }

    /// The mean of each `size` elements along the last axis but one.
    public static Tensor averagePool1d(Tensor x, long size) {
        return average("averagePool1d", x, List.of(size), tiles(size));
    }

    /// The mean of the elements of each window that lie in the array: padding is neither added nor counted, and a
    /// window
    /// of padding alone is NaN, the mean of nothing.
    ///
    /// The sum is that of the whole window with −0, which adds nothing, in the place of padding.
    ///
    /// @param x `[…, n, C]` of f32 or f64
    /// @return `[…, o, C]`, o as [Sliding] says
    /// @throws dev.gradlane.graph.GraphException if ranks do not match, or no window can slide so
    public static Tensor averagePool1d(Tensor x, long size, Sliding sliding) {
        return average("averagePool1d", x, List.of(size), sliding);
    }

    /// The mean of each rectangle.
    public static Tensor averagePool2d(Tensor x, long rows, long columns) {
        return average("averagePool2d", x, List.of(rows, columns), tiles(rows, columns));
    }

    /// See [#averagePool1d(Tensor,long,Sliding)]: `[…, height, width, C]` to `[…, o, p, C]`.
    public static Tensor averagePool2d(Tensor x, long rows, long columns, Sliding sliding) {
        return average("averagePool2d", x, List.of(rows, columns), sliding);
    }

    private static Sliding tiles(long... sizes) {
        return Sliding.VALID.stride(sizes);
    }

    private static Tensor max(String name, Tensor x, List<Long> sizes, Sliding sliding) {
        return Views.apply(name, x, e -> {
            Windows windows = Windows.over(name, e, sizes, sliding);
            return windows.of(e, least(e.dtype())).reduce(Reduction.MAX, windows.elements());
        });
    }

    private static double least(DType dtype) {
        return switch (dtype) {
            case F32, F64 -> Double.NEGATIVE_INFINITY;
            case I32 -> Integer.MIN_VALUE;
            case I64 -> Long.MIN_VALUE;
            case BOOL -> 0;
        };
    }

    private static Tensor average(String name, Tensor x, List<Long> sizes, Sliding sliding) {
        return Views.apply(name, x, e -> {
            Windows windows = Windows.over(name, e, sizes, sliding);
            Expr sum = windows.of(e, -0.0).reduce(Reduction.SUM, windows.elements());
            return sum.div(counts(windows, sum));
        });
    }

    /// How many elements of each window lie in the array: the product of how many do along its axes.
    private static Expr counts(Windows windows, Expr sum) {
        Expr counts = sum.constant(1);
        for (int i = 0; i < windows.slides().size(); i++) {
            Sliding.Axis slide = windows.slides().get(i);
            if (slide.low() == 0 && slide.high() == 0) {
                counts = counts.mul(slide.size());
            } else {
                long[] bits = LongStream.range(0, slide.count())
                        .map(o -> sum.dtype().bitsOf(slide.inside(o)))
                        .toArray();
                TensorType type = sum.type().withShape(Shape.of(slide.count()));
                int axis = windows.first() + i;
                counts = counts.mul(sum.builder().dense(type, bits).broadcast(sum.shape(), List.of(axis)));
            }
        }
        return counts;
    }
}
