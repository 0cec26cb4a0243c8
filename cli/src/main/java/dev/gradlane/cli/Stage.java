package dev.gradlane.cli;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.KernelText;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import dev.gradlane.pass.Digest;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import dev.gradlane.text.GraphText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// How far down `explain` shows a function's value and gradient over a batch of rows, the program that `grad --data`
/// runs.
enum Stage {
    /// The function with its derivatives, batched.
    graph,
    /// What the reference executes: calls inlined, functions expanded to scalar instructions; its digest.
    frozen,
    /// Kernels as every accelerated backend gets them, with what was fused and why.
    kernels,
    /// Where the values between kernels lie in memory.
    plan,
    /// What the device makes of it, down to its own code.
    source;

    String show(Expression expression, DType dtype, Optional<String> device) {
        Graph batched = Prune.of(
                Derivatives.of(expression, dtype, new HashSet<>(expression.names()), expression.names(), List.of()));
        return switch (this) {
            case graph -> GraphText.print(batched);
            case frozen -> frozen(batched);
            case kernels -> KernelText.print(Lowering.of(Freeze.of(batched), LoweringOptions.DEFAULT));
            case plan -> KernelText.plan(Lowering.of(Freeze.of(batched), LoweringOptions.DEFAULT));
            case source -> source(Freeze.of(batched), device);
        };
    }

    /// Frozen text with the digest as a comment.
    static String frozen(Graph graph) {
        Graph frozen = Freeze.of(graph);
        return GraphText.print(frozen).stripTrailing() + "\n; digest " + Digest.of(frozen) + "\n";
    }

    private static String source(Graph frozen, Optional<String> token) {
        try (Device device = Devices.open(token);
                Executable executable = device.compile(frozen, CompileOptions.DEFAULT)) {
            return executable.explain();
        }
    }
}
