package dev.gradlane;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/// Functions of matrices, which stand in the last two axes; the axes before them count matrices. For static import.
///
/// The symmetric ones read the lower triangle. A matrix that is not positive definite ends the run with a
/// [ComputeException] that names the sample and your line.
public final class Matrices {
    private Matrices() {}

    /// The lower triangular L with a = L·Lᵀ: see [Op.Cholesky].
    public static Tensor cholesky(Tensor a) {
        return Views.apply("cholesky", a, Expr::cholesky);
    }

    /// x with l·x = b, where l is lower triangular; b is a matrix of right sides, or one vector.
    public static Tensor solveLower(Tensor l, Tensor b) {
        return solve("solveLower", l, b, (triangle, right) -> triangle.triangularSolve(right, false));
    }

    /// x with lᵀ·x = b, where l is lower triangular; b is a matrix of right sides, or one vector.
    public static Tensor solveLowerTransposed(Tensor l, Tensor b) {
        return solve("solveLowerTransposed", l, b, (triangle, right) -> triangle.triangularSolve(right, true));
    }

    /// x with a·x = b, where a is symmetric and positive definite; b is a matrix of right sides, or one vector.
    public static Tensor solve(Tensor a, Tensor b) {
        return solve("solve", a, b, (matrix, right) -> solution(matrix.cholesky(), right));
    }

    /// The inverse of a symmetric, positive definite matrix. To solve a system, [#solve] is shorter and better.
    public static Tensor inverse(Tensor a) {
        return Views.apply("inverse", a, e -> {
            Expr l = e.cholesky();
            return solution(l, e.diagonal().select(e.constant(1), e.constant(0)));
        });
    }

    /// ln det a of a symmetric, positive definite matrix, twice the sum of ln L[i,i].
    public static Tensor logDet(Tensor a) {
        Tensor diagonal = Views.apply("logDet", a, e -> {
            Expr l = e.cholesky();
            int rank = l.shape().rank();
            if (!(l.shape().dim(rank - 1) instanceof Dim.Fixed(long n))) {
                throw new GraphException("logDet of " + a.type() + " at " + Origin.here() + ": it needs a fixed size");
            }
            List<Dim> dims = new ArrayList<>(l.shape().dims().subList(0, rank - 2));
            dims.add(Dim.of(Math.multiplyExact(n, n)));
            return l.reshape(new Shape(dims)).slice(rank - 2, 0, n, n + 1);
        });
        return Ops.log(diagonal).sum(-1).times(2);
    }

    private static Expr solution(Expr l, Expr b) {
        return l.triangularSolve(l.triangularSolve(b, false), true);
    }

    @FunctionalInterface
    private interface Solver {
        Expr solve(Expr matrix, Expr right);
    }

    private static Tensor solve(String name, Tensor a, Tensor b, Solver solver) {
        Trace trace = Trace.current(name);
        trace.here();
        Expr matrix = trace.lift(a);
        Expr right = trace.lift(b);
        if (right.shape().rank() != matrix.shape().rank() - 1) {
            return trace.tensor(solver.solve(matrix, right));
        }
        List<Dim> column = new ArrayList<>(right.shape().dims());
        column.add(Dim.of(1));
        return trace.tensor(
                solver.solve(matrix, right.reshape(new Shape(column))).reshape(right.shape()));
    }
}
