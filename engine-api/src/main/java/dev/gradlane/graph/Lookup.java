package dev.gradlane.graph;

import java.util.List;

/// `y = table[x]` for an i32 index x in `[0, table size)`; an index outside is a defect of the expansion
/// that emitted it and has no defined result. Not differentiable.
public record Lookup(Table table) implements Elementwise {
    @Override
    public String symbol() {
        return "lookup";
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public DType infer(List<DType> operands) {
        if (!operands.equals(List.of(DType.I32))) {
            throw new GraphException("lookup takes one i32 index, got " + operands);
        }
        return table.dtype();
    }

    @Override
    public List<Partial> partials() {
        return List.of(Partial.ZERO);
    }
}
