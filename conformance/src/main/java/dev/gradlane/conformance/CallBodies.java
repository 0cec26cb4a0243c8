package dev.gradlane.conformance;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;

/// A body for calls, f(a, c) = a·c + a, with its derivatives written by hand: df = ta·(c+1) + a·tc.
final class CallBodies {
    private CallBodies() {}

    static Graph value(TensorType type) {
        var b = new GraphBuilder("body");
        Expr a = b.input("a", type);
        Expr c = b.input("c", type);
        return b.output("f", a.mul(c).add(a)).build();
    }

    static Graph jvp(TensorType type) {
        var b = new GraphBuilder("body.jvp");
        Expr a = b.input("a", type);
        Expr c = b.input("c", type);
        Expr ta = b.input("ta", type);
        Expr tc = b.input("tc", type);
        return b.output("tf", ta.mul(c.add(1)).add(a.mul(tc))).build();
    }

    static Graph vjp(TensorType type) {
        var b = new GraphBuilder("body.vjp");
        Expr a = b.input("a", type);
        Expr c = b.input("c", type);
        Expr bar = b.input("bar", type);
        return b.output("da", bar.mul(c.add(1))).output("dc", bar.mul(a)).build();
    }
}
