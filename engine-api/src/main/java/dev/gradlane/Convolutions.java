package dev.gradlane;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Convolutions as neural networks use the word (the kernel is not turned around), for static import. Channels are the
/// last axis; axes before those that the window slides over count arrays. A bias is added to the result:
/// `conv2d(x, kernel).plus(bias)`.
///
/// A convolution is **one product of matrices**: the windows, a row each, times the kernel. So the sum over kernel
/// rows, kernel columns and channels, numbered in this order with the channel fastest, has order `chain` (blocks of
/// 256),
/// and so have the sums of its gradients: over output channels for the windows, over windows (with the batch, where
/// there
/// is one) for the kernel. Windows that share an element add their cotangents in descending order of the kernel's
/// column, then of its row. One product of each kind instead of one per element of the kernel: matrices of few channels
/// would be too thin to be worth a kernel each, and their sum would need an order of its own. It costs memory for the
/// windows, as many numbers as the kernel has elements per channel for each window.
///
/// The padding is +0 and is multiplied like any element: where a weight is infinite or NaN it makes NaN.
///
/// Source: Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016), for sizes; Chellapilla, Puri,
/// Simard, High performance convolutional neural networks for document processing (2006), for the product of matrices.
public final class Convolutions {
    private Convolutions() {}

    /// y\[o, d] = Σ over i, c of x\[o + i, c]·kernel\[i, c, d], windows inside of the array only.
    public static Tensor conv1d(Tensor x, Tensor kernel) {
        return conv1d(x, kernel, Sliding.VALID, 1);
    }

    /// y\[o, d] = Σ over i, c of x\[o·stride − low + i·dilation, c]·kernel\[i, c, d].
    public static Tensor conv1d(Tensor x, Tensor kernel, Sliding sliding) {
        return conv1d(x, kernel, sliding, 1);
    }

    /// The same with channels in `groups` that do not mix: output channel d sees the inputs of group ⌊d·groups/D⌋ only.
    ///
    /// @param x `[…, n, C]`
    /// @param kernel `[k, C/groups, D]`
    /// @return `[…, o, D]`, o as [Sliding] says
    /// @throws GraphException if ranks, types or channels do not match, groups do not divide the channels, or
    ///     no window can slide so
    public static Tensor conv1d(Tensor x, Tensor kernel, Sliding sliding, long groups) {
        return convolution("conv1d", 1, x, kernel, sliding, groups);
    }

    /// y\[o, p, d] = Σ over i, j, c of x\[o + i, p + j, c]·kernel\[i, j, c, d], windows inside of the array only.
    public static Tensor conv2d(Tensor x, Tensor kernel) {
        return conv2d(x, kernel, Sliding.VALID, 1);
    }

    /// The same with windows that slide as `sliding` says: see [#conv1d(Tensor,Tensor,Sliding)] for each axis.
    public static Tensor conv2d(Tensor x, Tensor kernel, Sliding sliding) {
        return conv2d(x, kernel, sliding, 1);
    }

    /// The same with channels in `groups` that do not mix; as many groups as channels make a depthwise convolution.
    ///
    /// @param x `[…, height, width, C]`
    /// @param kernel `[rows, columns, C/groups, D]`
    /// @return `[…, o, p, D]`, o and p as [Sliding] says
    /// @throws GraphException if ranks, types or channels do not match, groups do not divide the channels, or
    ///     no window can slide so
    public static Tensor conv2d(Tensor x, Tensor kernel, Sliding sliding, long groups) {
        return convolution("conv2d", 2, x, kernel, sliding, groups);
    }

    private static Tensor convolution(String name, int axes, Tensor x, Tensor kernel, Sliding sliding, long groups) {
        Trace trace = Trace.current(name);
        trace.here();
        Expr array = trace.lift(x);
        Expr weights = trace.lift(kernel);
        String place = name + " of " + x.type() + " by " + kernel.type() + " at " + Origin.here() + ": ";
        require(
                weights.shape().rank() == axes + 2 && weights.shape().isFixed(),
                place + "a kernel has " + axes
                        + " extents of the window, the channels and the output channels, all fixed");
        List<Long> sizes =
                IntStream.range(0, axes).mapToObj(i -> extent(weights, i)).toList();
        Windows windows = Windows.over(name, array, sizes, sliding);
        requireChannels(place, array, extent(weights, axes), extent(weights, axes + 1), groups);
        Expr elements = windows.of(array, 0);
        return trace.tensor(
                groups == 1
                        ? elements.dot(weights, contracted(windows, List.of(), List.of()), Order.CHAIN)
                        : grouped(windows, elements, weights, groups));
    }

    /// Each group is a matrix of a batch; afterwards its channels stand side by side again.
    private static Expr grouped(Windows windows, Expr elements, Expr weights, long groups) {
        int channels = elements.shape().rank() - 1;
        int out = weights.shape().rank() - 1;
        Expr a = elements.reshape(split(elements.shape(), channels, groups));
        Expr b = weights.reshape(split(weights.shape(), out, groups));
        Expr y = a.dot(b, contracted(windows, List.of(channels), List.of(out)), Order.CHAIN);
        int last = y.shape().rank() - 1;
        List<Integer> order = new ArrayList<>(IntStream.range(1, last).boxed().toList());
        order.addAll(List.of(0, last));
        Expr beside = y.permute(order);
        List<Dim> dims = new ArrayList<>(beside.shape().dims().subList(0, last - 1));
        dims.add(weights.shape().dim(out));
        return beside.reshape(new Shape(dims));
    }

    /// The elements of a window and the channels, which stand behind `aBatch`, by all of the kernel before `bBatch`.
    private static DotAxes contracted(Windows windows, List<Integer> aBatch, List<Integer> bBatch) {
        List<Integer> a = new ArrayList<>(windows.elements());
        a.add(a.getLast() + 1 + aBatch.size());
        return new DotAxes(
                aBatch, bBatch, a, IntStream.range(0, a.size()).boxed().toList());
    }

    /// `axis` as `outer` parts.
    private static Shape split(Shape shape, int axis, long outer) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        dims.set(axis, Dim.of(outer));
        dims.add(axis + 1, Dim.of(((Dim.Fixed) shape.dim(axis)).size() / outer));
        return new Shape(dims);
    }

    private static void requireChannels(String place, Expr x, long in, long out, long groups) {
        require(groups >= 1, place + "there are " + groups + " groups; 1 lets all channels mix");
        Dim channels = x.shape().dim(x.shape().rank() - 1);
        require(
                channels instanceof Dim.Fixed(long size) && size % groups == 0 && size / groups == in,
                place + "the array has " + channels + " channels, the kernel takes " + in
                        + (groups == 1 ? "" : " in each of " + groups + " groups")
                        + "; channels are the last axis of the array and the last but one of the kernel");
        require(
                out % groups == 0,
                place + out + " output channels do not divide into " + groups + " groups; use a multiple of it");
    }

    private static long extent(Expr x, int axis) {
        return ((Dim.Fixed) x.shape().dim(axis)).size();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new GraphException(message);
        }
    }
}
