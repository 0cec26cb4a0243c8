package dev.gradlane;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The windows over some axes of an array that has its channels last: `[…, n₁, n₂, C]` becomes `[…, o₁, o₂, k₁, k₂,
/// C]`,
/// where o counts windows and k the elements of each.
///
/// One axis after the other: windows along an axis are that axis sliced once per element of the window, stacked. So the
/// graph grows by the *sum* of the sizes, not by their product, the stack is dense with what a product contracts as its
/// innermost axes, and its transpose is a sum of pads. Windows that tile the axis are a view.
///
/// @param first the first axis that the windows slide over
/// @param slides how they slide over it and the axes after it
record Windows(int first, List<Sliding.Axis> slides) {
    /// @param user the function's name, for messages
    /// @param sizes of the window, one per axis
    /// @throws GraphException if the array has too few axes, one of an extent that is a symbol, or no window fits
    static Windows over(String user, Expr x, List<Long> sizes, Sliding sliding) {
        int first = x.shape().rank() - 1 - sizes.size();
        if (first < 0) {
            throw new GraphException(user + " of " + x.type() + " at " + Origin.here() + ": it needs " + sizes.size()
                    + " axes and the channels after them; reshape the array to […, "
                    + "n, ".repeat(sizes.size()) + "C]");
        }
        List<Sliding.Axis> slides = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            if (!(x.shape().dim(first + i) instanceof Dim.Fixed(long extent))) {
                throw new GraphException(user + " of " + x.type() + " at " + Origin.here() + ": axis " + (first + i)
                        + " needs a fixed extent; only axes before the windows may be symbols");
            }
            slides.add(sliding.along(user, i, sizes.size(), extent, sizes.get(i)));
        }
        return new Windows(first, slides);
    }

    /// The axes of the elements of a window, in [#of].
    List<Integer> elements() {
        int rank = slides.size();
        return IntStream.range(first + rank, first + 2 * rank).boxed().toList();
    }

    /// @param filler what the padding holds
    Expr of(Expr x, double filler) {
        Expr padded = x;
        for (int i = 0; i < slides.size(); i++) {
            Sliding.Axis slide = slides.get(i);
            Expr outside = x.builder().constant(TensorType.scalar(x.dtype()), filler);
            padded = padded.pad(first + i, slide.low(), slide.high(), 0, outside);
        }
        Expr windows = padded;
        for (int i = 0; i < slides.size(); i++) {
            windows = along(windows, first + i, slides.get(i));
        }
        return windows;
    }

    /// Axis `axis` as windows; their elements become the last axis but one.
    private static Expr along(Expr x, int axis, Sliding.Axis slide) {
        int last = x.shape().rank() - 1;
        if (slide.stride() == slide.size() && slide.dilation() == 1) {
            Expr covered = x.slice(axis, 0, slide.count() * slide.size(), 1);
            List<Dim> dims = new ArrayList<>(covered.shape().dims());
            dims.set(axis, Dim.of(slide.count()));
            dims.add(axis + 1, Dim.of(slide.size()));
            List<Integer> order =
                    new ArrayList<>(IntStream.rangeClosed(0, last + 1).boxed().toList());
            order.add(last, order.remove(axis + 1));
            return covered.reshape(new Shape(dims)).permute(order);
        }
        List<Expr> parts = new ArrayList<>();
        for (long i = 0; i < slide.size(); i++) {
            // of no windows there is no first element
            long start = slide.count() == 0 ? 0 : i * slide.dilation();
            Expr part = x.slice(axis, start, slide.count(), slide.stride());
            List<Dim> dims = new ArrayList<>(part.shape().dims());
            dims.add(last, Dim.of(1));
            parts.add(part.reshape(new Shape(dims)));
        }
        return stacked(parts, last);
    }

    private static Expr stacked(List<Expr> parts, int axis) {
        GraphBuilder builder = parts.getFirst().builder();
        return builder.emit(new Op.Concatenate(axis), parts).getFirst();
    }
}
