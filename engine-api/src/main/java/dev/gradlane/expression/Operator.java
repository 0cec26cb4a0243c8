package dev.gradlane.expression;

import dev.gradlane.graph.ScalarOp;

/// A binary operator and the scalar instruction that it is.
enum Operator {
    ADD("+", ScalarOp.ADD),
    SUB("-", ScalarOp.SUB),
    MUL("*", ScalarOp.MUL),
    DIV("/", ScalarOp.DIV),
    LT("<", ScalarOp.LT),
    LE("<=", ScalarOp.LE),
    GT(">", ScalarOp.GT),
    GE(">=", ScalarOp.GE),
    EQ("==", ScalarOp.EQ),
    NE("!=", ScalarOp.NE);

    private final String symbol;
    private final ScalarOp instruction;

    Operator(String symbol, ScalarOp instruction) {
        this.symbol = symbol;
        this.instruction = instruction;
    }

    String symbol() {
        return symbol;
    }

    ScalarOp instruction() {
        return instruction;
    }
}
