package dev.gradlane.cli.gradbench;

import dev.gradlane.Fn;
import java.util.function.Function;

/// What one message asks to evaluate.
///
/// @param finish what is left to do on the host, in every run
/// @param write the output, of the last run
record Job<A, R, X>(Fn<A, R> function, A arguments, Function<R, X> finish, Answer.Part<X> write) {
    /// A job whose results are the output as they are.
    static <A, R> Job<A, R, R> of(Fn<A, R> function, A arguments, Answer.Part<R> write) {
        return new Job<>(function, arguments, results -> results, write);
    }
}
