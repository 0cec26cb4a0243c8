package dev.gradlane.graph;

import java.util.List;

/// A function of elements, the data inside [Op.Map]: a scalar instruction ([ScalarOp], [Lookup]), which
/// backends know, or a [Composite], which they never see because it is expanded first.
public sealed interface Elementwise permits ScalarOp, Lookup, Composite {
    /// The name in IR text.
    String symbol();

    /// Number of operands.
    int arity();

    /// The result's element type for these operand types.
    ///
    /// @throws GraphException if the function does not take these types
    DType infer(List<DType> operands);

    /// One linear action per operand: how a tangent of that operand reaches the result.
    List<Partial> partials();
}
