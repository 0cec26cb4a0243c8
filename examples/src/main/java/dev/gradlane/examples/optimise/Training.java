package dev.gradlane.examples.optimise;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.ValueAndGradient;

/// A model that is being trained. A step is one run of one program: the loss of a batch, its gradient, and the
/// optimiser's step; model and state stay on the device.
public final class Training<M, S, D> implements AutoCloseable {
    private final Compiled<Batch<M, S, D>, Stepped<M, S>> step;
    private Progress<M, S> progress;

    /// @param progress where the step starts
    /// @param data what it learns from
    public record Batch<M, S, D>(Progress<M, S> progress, D data) {}

    /// @param loss of the model before the step
    /// @param progress after it
    public record Stepped<M, S>(Tensor loss, Progress<M, S> progress) {}

    /// @param loss of a batch: `sampleLoss.batched(Fit::data).mean()`
    /// @param start the model to begin with: values
    public Training(Engine engine, Fn<Fit<M, D>, Tensor> loss, Optimiser<M, S> optimiser, M start) {
        step = engine.compile(step(loss, optimiser));
        progress = new Progress<>(start, optimiser.start(start));
    }

    /// A step as a function.
    public static <M, S, D> Fn<Batch<M, S, D>, Stepped<M, S>> step(
            Fn<Fit<M, D>, Tensor> loss, Optimiser<M, S> optimiser) {
        Fn<Fit<M, D>, ValueAndGradient<Tensor, M>> slope = loss.valueAndGradient(Fit::model);
        M model = loss.prototype().model();
        var types = new Batch<>(
                new Progress<>(model, optimiser.start(model)), loss.prototype().data());
        return Fn.trace("step", types, in -> {
            var both = slope.apply(new Fit<>(in.progress().model(), in.data()));
            return new Stepped<>(both.value(), optimiser.step(in.progress(), both.gradient()));
        });
    }

    /// Learns from a batch.
    ///
    /// @return its loss before the step
    public double step(D data) {
        Progress<M, S> before = progress;
        Stepped<M, S> after = step.run(new Batch<>(before, data));
        progress = after.progress();
        Tree.leaves(before).forEach(Tensor::close);
        return after.loss().item();
    }

    /// The model as it is now, with the optimiser's state; the next step frees their memory.
    public Progress<M, S> progress() {
        return progress;
    }

    @Override
    public void close() {
        Tree.leaves(progress).forEach(Tensor::close);
        step.close();
    }
}
