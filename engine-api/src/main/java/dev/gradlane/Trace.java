package dev.gradlane;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Origin;
import java.util.ArrayList;
import java.util.List;

/// One run of a user's function on symbolic tensors. Traces nest: the inner one takes tensors of an outer
/// one as *captures*, hidden inputs that are bound where the inner function is applied.
final class Trace {
    private static final ThreadLocal<Trace> CURRENT = new ThreadLocal<>();

    private final GraphBuilder builder;
    private final Trace outer;
    private final List<Tensor> captures = new ArrayList<>();
    private final List<Expr> captureInputs = new ArrayList<>();

    private Trace(String name, Trace outer) {
        this.builder = new GraphBuilder(name);
        this.outer = outer;
    }

    static Trace begin(String name) {
        Trace trace = new Trace(name, CURRENT.get());
        CURRENT.set(trace);
        return trace;
    }

    void end() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /// The innermost trace of this thread.
    ///
    /// @throws TraceException if there is none
    static Trace current(String operation) {
        Trace trace = CURRENT.get();
        if (trace == null) {
            throw new TraceException(operation + " outside of a traced function, at " + Origin.here()
                    + ": tensors are computed by tracing a function (Fn.trace), compiling it (engine.compile)"
                    + " and running it");
        }
        return trace;
    }

    GraphBuilder builder() {
        return builder;
    }

    List<Tensor> captures() {
        return captures;
    }

    /// The builder, with the user's line as the origin of what is emitted next.
    GraphBuilder here() {
        return builder.at(Origin.here());
    }

    Tensor tensor(Expr expr) {
        return new Tensor(new Tensor.Symbolic(this, expr));
    }

    Tensor input(String name, Tensor prototype) {
        return tensor(builder.input(name, prototype.type()));
    }

    /// `x` as a value of this trace: its own, a capture of an outer trace's, or a constant.
    Expr lift(Tensor x) {
        return switch (x.content()) {
            case Tensor.Symbolic(Trace trace, Expr expr) when trace == this -> expr;
            case Tensor.Symbolic(Trace trace, Expr _) when isOuter(trace) -> capture(x);
            case Tensor.Symbolic _ ->
                throw new TraceException("a symbolic tensor outlived the function that traced it, at " + Origin.here()
                        + ": return it from the function instead of storing it");
            case Tensor.Prototype(var type) ->
                throw new TraceException("a prototype " + type + " has no value, at " + Origin.here()
                        + ": use the argument of the traced function");
            case Tensor.Value value -> builder.dense(x.type(), value.bits());
        };
    }

    private boolean isOuter(Trace trace) {
        return outer != null && (outer == trace || outer.isOuter(trace));
    }

    private Expr capture(Tensor x) {
        for (int i = 0; i < captures.size(); i++) {
            if (captures.get(i) == x) {
                return captureInputs.get(i);
            }
        }
        Expr input = builder.input("capture" + captures.size(), x.type());
        captures.add(x);
        captureInputs.add(input);
        return input;
    }

    Graph finish(List<String> names, List<Tensor> results) {
        for (int i = 0; i < results.size(); i++) {
            builder.output(names.get(i), lift(results.get(i)));
        }
        return builder.build();
    }
}
