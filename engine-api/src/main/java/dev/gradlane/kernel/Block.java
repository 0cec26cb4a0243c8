package dev.gradlane.kernel;

import java.util.List;

/// Statements that are executed in order.
public record Block(List<Statement> statements) {
    public static final Block EMPTY = new Block(List.of());

    public Block {
        statements = List.copyOf(statements);
    }
}
