package dev.gradlane.examples.pages;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Indexing;
import dev.gradlane.Matrices;
import dev.gradlane.Tensor;
import dev.gradlane.TensorFiles;
import dev.gradlane.graph.DType;
import dev.gradlane.text.GraphText;
import java.nio.file.Files;
import java.nio.file.Path;

/// The mistakes of `docs/errors`: each prints what it is answered with.
final class Errors {
    private Errors() {}

    private static void attempt(Parts.Program mistake) {
        try {
            mistake.run();
            throw new AssertionError("nothing was thrown");
        } catch (Exception e) {
            IO.println(e.getClass().getName() + ": " + e.getMessage());
        }
    }

    static void readWhileTracing() {
        attempt(() -> {
            // snippet readWhileTracing
            Fn.trace("f", f64(), x -> x.item() > 0 ? x : x.unaryMinus());
            // end
        });
    }

    static void outsideOfTrace() {
        attempt(() -> {
            // snippet outsideOfTrace
            Tensor y = exp(Tensor.of(1.0));
            // end
        });
    }

    static void outlived() {
        attempt(() -> {
            // snippet outlived
            Tensor[] kept = new Tensor[1];
            Fn.trace("f", f64(), x -> kept[0] = x);
            Fn.trace("g", f64(), x -> x.plus(kept[0]));
            // end
        });
    }

    static void shapes() {
        attempt(() -> {
            // snippet shapes
            Fn.trace("f", f64(3, 4), x -> x.matmul(Tensor.of(new double[6], 2, 3)));
            // end
        });
    }

    static void types() {
        attempt(() -> {
            // snippet types
            Fn.trace("f", f64(), x -> x.plus(Tensor.of(1.0f)));
            // end
        });
    }

    static void integers() {
        attempt(() -> {
            // snippet integers
            Fn.trace("f", i64(), i -> i.to(DType.F64)).gradient();
            // end
        });
    }

    static void notScalar() {
        attempt(() -> {
            // snippet notScalar
            Fn.trace("f", f64(3), x -> exp(x)).gradient();
            // end
        });
    }

    static void changingState() {
        attempt(() -> {
            // snippet changingState
            Fn.trace("f", f64(8), xs -> fold(Tensor.of(0.0f), xs, (sum, x) -> x.plus(1)));
            // end
        });
    }

    static void index() {
        attempt(() -> {
            // snippet index
            var pick = Fn.trace("pick", i64(), i -> Indexing.take(Tensor.of(new double[] {1, 2}), 0, i));
            try (var engine = Engine.open("cpu");
                    var f = engine.compile(pick.batched())) {
                f.run(Tensor.of(new long[] {0, 1, -1, 5}, 4)).toDoubles();
            }
            // end
        });
    }

    static void matrix() {
        attempt(() -> {
            // snippet matrix
            try (var engine = Engine.open("cpu");
                    var f = engine.compile(
                            Fn.trace("l", f64(2, 2), Matrices::cholesky).batched())) {
                f.run(Tensor.of(new double[] {1, 0, 0, 1, 1, 2, 2, 1}, 2, 2, 2)).toDoubles();
            }
            // end
        });
    }

    static void bound() {
        attempt(() -> {
            // snippet bound
            var f = Fn.trace("f", f64(), a -> whileLoop(a, x -> x.gt(1), x -> x.div(2), 3));
            try (var engine = Engine.open("cpu");
                    var compiled = engine.compile(f.batched())) {
                compiled.run(Tensor.of(new double[] {2, 100})).toDoubles();
            }
            // end
        });
    }

    static void argument() {
        attempt(() -> {
            // snippet argument
            try (var engine = Engine.open("cpu");
                    var f = engine.compile(Fn.trace("f", f64(3), x -> x.sum()))) {
                f.run(Tensor.of(new double[] {1, 2}));
            }
            // end
        });
    }

    static void unknownDevice() {
        attempt(() -> {
            // snippet unknownDevice
            Engine.open("gpu");
            // end
        });
    }

    static void closed() {
        attempt(() -> {
            // snippet closed
            Tensor result;
            try (var engine = Engine.open("cpu");
                    var f = engine.compile(Fn.trace("f", f64(), x -> exp(x)))) {
                result = f.run(Tensor.of(1.0));
            }
            result.item();
            // end
        });
    }

    static void graphText() {
        attempt(() -> {
            // snippet graphText
            GraphText.parse("""
                    graph f {
                      %0:f64[] = input x
                      %1:f64[] = mull %0 %0
                      return value = %1
                    }
                    """);
            // end
        });
    }

    static void expression() {
        attempt(() -> {
            // snippet expression
            Fn.parse("exp(x) * (y + 1");
            // end
        });
    }

    static void file() {
        attempt(() -> {
            // snippet file
            Path file = Path.of("target", "weights.npy");
            Files.write(file, new byte[] {1, 2, 3});
            TensorFiles.readNpy(file);
            // end
        });
    }
}
