package dev.gradlane.autodiff;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.ProductSum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Transposes of the linear array kinds: the cotangent of an operand from the cotangent `ybar` of the
/// result.
final class Transpose {
    private Transpose() {}

    /// Sum over the axes that the broadcast added.
    static Expr broadcast(List<Integer> axes, Expr ybar) {
        List<Integer> added = IntStream.range(0, ybar.shape().rank())
                .filter(i -> !axes.contains(i))
                .boxed()
                .toList();
        return ProductSum.sum(ybar, added);
    }

    static Expr permute(List<Integer> axes, Expr ybar) {
        return ybar.permute(
                IntStream.range(0, axes.size()).mapToObj(axes::indexOf).toList());
    }

    /// Padding with −0, the identity of addition: cotangents of disjoint slices then add up to a
    /// concatenation.
    static Expr slice(Op.Slice op, Shape operand, Expr ybar) {
        long extent = fixed(operand, op.axis());
        Expr filler = ybar.builder().constant(ybar.type().withShape(Shape.SCALAR), -0.0);
        if (op.size() == 0) {
            return ybar.pad(op.axis(), extent, 0, 0, filler);
        }
        long end = op.start() + (op.size() - 1) * op.stride() + 1;
        return ybar.pad(op.axis(), op.start(), extent - end, op.stride() - 1, filler);
    }

    static Expr padOperand(Op.Pad op, Shape operand, Expr ybar) {
        return ybar.slice(op.axis(), op.low(), fixed(operand, op.axis()), op.interior() + 1);
    }

    /// Sum of ybar over the positions that hold the filler.
    static Expr padFiller(Op.Pad op, Expr x, Expr ybar) {
        Expr outside =
                ybar.builder().constantBits(ybar.type().withDType(DType.BOOL).withShape(Shape.SCALAR), 0);
        Expr inside = x.constantBits(DType.BOOL, 1).pad(op.axis(), op.low(), op.high(), op.interior(), outside);
        List<Integer> all = IntStream.range(0, ybar.shape().rank()).boxed().toList();
        return inside.select(ybar.constant(0), ybar).reduce(Reduction.SUM, all);
    }

    static Expr concatenate(int axis, List<Shape> operands, int index, Expr ybar) {
        long start = 0;
        for (int i = 0; i < index; i++) {
            start += fixed(operands.get(i), axis);
        }
        return ybar.slice(axis, start, fixed(operands.get(index), axis), 1);
    }

    /// Onto −0, the identity of addition: what no index chose adds nothing to other cotangents.
    static Expr gather(int axis, int batch, Expr x, Expr indices, Expr ybar) {
        return x.constant(-0.0).scatterAdd(indices, ybar, axis, batch);
    }

    /// ā = ȳ · b over b's free axes.
    static Expr dotLeft(DotAxes axes, Expr a, Expr b, Expr ybar) {
        List<Integer> aFree = axes.aFree(a.shape().rank());
        List<Integer> bFree = axes.bFree(b.shape().rank());
        int batch = axes.aBatch().size();
        return dot(ybar, b, batch, batch + aFree.size(), bFree, axes.bBatch())
                .permute(inverse(axes.aBatch(), aFree, axes.aContract(), axes.bContract()));
    }

    /// b̄ = ȳ · a over a's free axes.
    static Expr dotRight(DotAxes axes, Expr a, Expr b, Expr ybar) {
        List<Integer> aFree = axes.aFree(a.shape().rank());
        List<Integer> bFree = axes.bFree(b.shape().rank());
        int batch = axes.aBatch().size();
        return dot(ybar, a, batch, batch, aFree, axes.aBatch())
                .permute(inverse(axes.bBatch(), bFree, axes.bContract(), axes.aContract()));
    }

    /// ȳ's axes from `first` on against the free axes of `other`.
    private static Expr dot(Expr ybar, Expr other, int batch, int first, List<Integer> free, List<Integer> otherBatch) {
        List<Integer> batchAxes = IntStream.range(0, batch).boxed().toList();
        List<Integer> contracted =
                IntStream.range(first, first + free.size()).boxed().toList();
        return ybar.dot(other, new DotAxes(batchAxes, otherBatch, contracted, free));
    }

    /// The product's axes are batch, the operand's free axes, then its contracted axes in the ascending
    /// order of their partners; this brings them back to the operand's order.
    private static List<Integer> inverse(
            List<Integer> batch, List<Integer> free, List<Integer> contract, List<Integer> partners) {
        List<Integer> axes = new ArrayList<>(batch);
        axes.addAll(free);
        partners.stream().sorted().forEach(p -> axes.add(contract.get(partners.indexOf(p))));
        return IntStream.range(0, axes.size()).mapToObj(axes::indexOf).toList();
    }

    private static long fixed(Shape shape, int axis) {
        return ((Dim.Fixed) shape.dim(axis)).size();
    }
}
