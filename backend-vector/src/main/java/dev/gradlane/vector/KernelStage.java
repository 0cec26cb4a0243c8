package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelText;
import dev.gradlane.kernel.Layout;
import java.util.List;

/// A kernel as a stage.
record KernelStage(KernelContext context, KernelCode code) implements StageCode {
    static KernelStage of(Kernel kernel, List<KernelBuffer> buffers, Settings settings, Tiers tiers) {
        Species species = Cells.isStraight(kernel) ? settings.species() : settings.proven();
        KernelContext context = new KernelContext(kernel, buffers, species, tiers);
        KernelCode code = kernel.layout() == Layout.BLOCK
                ? MatrixCode.of(context)
                : GatheredRows.of(context).orElseGet(() -> Cells.of(context));
        return new KernelStage(context, code);
    }

    @Override
    public SizedStage sized(Sizes sizes) {
        Sized numbers = new Sized(context, sizes.symbols());
        long units = code.units(numbers);
        return new Launched(context, code, numbers, units, Run.isSmall(units, code.weight(numbers)));
    }

    @Override
    public long scratchBytes() {
        return context.scratchBytes();
    }

    @Override
    public String explain() {
        return KernelText.print(context.kernel()) + listing();
    }

    @Override
    public String listing() {
        return context.listing();
    }

    @Override
    public void free(MemoryPool pool) {}

    private record Launched(KernelContext context, KernelCode code, Sized sized, long units, boolean small)
            implements SizedStage {
        @Override
        public long workspaceBytes() {
            return 0;
        }

        @Override
        public void run(Run run, long[] addresses, long workspace) {
            if (units == 0) {
                return;
            }
            if (small) {
                code.run(new Scope(context, sized, addresses, run.scratch(0), run.fault()), 0, units);
                return;
            }
            run.share(
                    units,
                    (worker, from, to) ->
                            code.run(new Scope(context, sized, addresses, run.scratch(worker), run.fault()), from, to));
        }
    }
}
