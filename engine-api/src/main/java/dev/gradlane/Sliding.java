package dev.gradlane;

import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// How a window slides over the axes of an array: for [Convolutions] and [Pooling].
///
/// ```java
/// conv2d(image, kernel, Sliding.SAME.stride(2));
/// maxPool2d(image, 3, 3, Sliding.VALID.stride(2).padded(1));
/// ```
/// Window o covers elements o·stride − low + i·dilation for i = 0 … size − 1, and there are as many windows as fit
/// into the padded axis. In each list one number stands for every axis, otherwise there is one per axis.
///
/// @param strides elements from one window to the next, at least 1
/// @param dilations elements from one element of a window to the next, at least 1
public record Sliding(List<Long> strides, List<Long> dilations, Padding padding) {
    /// What is thought around an array.
    public sealed interface Padding {}

    /// Elements before and after each axis, at least 0.
    public record Around(List<Long> low, List<Long> high) implements Padding {
        public Around {
            low = List.copyOf(low);
            high = List.copyOf(high);
        }
    }

    /// As much as makes ⌈n/stride⌉ windows of n elements: half of it before the axis, the other half, greater by 1
    /// if it is odd, after it.
    public record Same() implements Padding {}

    /// Windows side by side with stride 1, all inside of the array.
    public static final Sliding VALID = new Sliding(List.of(1L), List.of(1L), new Around(List.of(0L), List.of(0L)));

    /// Stride 1, and as many windows as elements.
    public static final Sliding SAME = new Sliding(List.of(1L), List.of(1L), new Same());

    public Sliding {
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
    }

    /// This with other strides.
    public Sliding stride(long... each) {
        return new Sliding(list(each), dilations, padding);
    }

    /// This with other dilations.
    public Sliding dilated(long... each) {
        return new Sliding(strides, list(each), padding);
    }

    /// This with so many elements before and after each axis.
    public Sliding padded(long... each) {
        return padded(each, each);
    }

    /// This with other elements before each axis than after it.
    public Sliding padded(long[] low, long[] high) {
        return new Sliding(strides, dilations, new Around(list(low), list(high)));
    }

    private static List<Long> list(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /// How windows slide along one axis.
    ///
    /// @param extent of the array
    /// @param size of a window
    /// @param low elements before the array
    /// @param high elements after it
    /// @param count how many windows fit
    record Axis(long extent, long size, long stride, long dilation, long low, long high, long count) {
        /// How many elements of window `o` lie in the array.
        long inside(long o) {
            return LongStream.range(0, size)
                    .map(i -> o * stride - low + i * dilation)
                    .filter(at -> at >= 0 && at < extent)
                    .count();
        }
    }

    /// @param user the function's name, for messages
    /// @param axis which of the `axes` that the window has
    /// @param extent of the array along it
    /// @param size of the window along it
    /// @throws GraphException if no window can slide so
    Axis along(String user, int axis, int axes, long extent, long size) {
        String place = user + " at " + Origin.here() + ": along axis " + axis + " of the window ";
        long stride = at(place, "strides", strides, axis, axes);
        long dilation = at(place, "dilations", dilations, axis, axes);
        require(size >= 1, place + "its size is " + size + "; a window has at least one element");
        require(stride >= 1, place + "the stride is " + stride + "; use 1 or more");
        require(dilation >= 1, place + "the dilation is " + dilation + "; 1 means neighbouring elements");
        try {
            return along(place, axis, axes, extent, size, stride, dilation);
        } catch (ArithmeticException _) {
            throw new GraphException(place + "it passes 2^63-1");
        }
    }

    private Axis along(String place, int axis, int axes, long extent, long size, long stride, long dilation) {
        long span = Math.addExact(Math.multiplyExact(size - 1, dilation), 1);
        return switch (padding) {
            case Around(List<Long> lows, List<Long> highs) -> {
                long low = at(place, "low paddings", lows, axis, axes);
                long high = at(place, "high paddings", highs, axis, axes);
                require(
                        low >= 0 && high >= 0,
                        place + "the padding is " + low + ", " + high + "; slice the array to drop elements");
                long padded = Math.addExact(Math.addExact(extent, low), high);
                require(
                        span <= padded,
                        place + "it spans " + span + " elements, more than the " + padded
                                + " of the padded array; pad more, or use Sliding.SAME");
                yield new Axis(extent, size, stride, dilation, low, high, (padded - span) / stride + 1);
            }
            case Same() -> {
                long count = Math.ceilDiv(extent, stride);
                long missing = extent == 0 ? 0 : Math.max(0, Math.addExact((count - 1) * stride - extent, span));
                yield new Axis(extent, size, stride, dilation, missing / 2, missing - missing / 2, count);
            }
        };
    }

    private static long at(String place, String what, List<Long> numbers, int axis, int axes) {
        require(
                numbers.size() == 1 || numbers.size() == axes,
                place + "there are " + numbers.size() + " " + what + "; give one, or " + axes);
        return numbers.get(numbers.size() == 1 ? 0 : axis);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new GraphException(message);
        }
    }
}
