package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Contraction;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A matrix product in tiles: a block of 256 threads computes 64×64 cells, each thread 4×4 of them, in passes 16 deep.
/// In each pass the threads compute the elements of both operands once, into shared memory, and read each 64 times.
///
/// What lies past the end of the contracted axes is −0 on the left and +0 on the right: fma(−0, +0, acc)
/// is acc for every acc, so every pass is full and no bit changes. Cells past the edge are computed and
/// not stored.
final class PtxProduct {
    static final int THREADS = 256;
    private static final int TILE = 64;
    private static final int DEPTH = 16;
    /// Threads along each side of a tile; a thread's cells lie as far apart.
    private static final int SIDE = 16;

    private static final int HELD = TILE / SIDE;
    /// Elements from one step of a pass to the next in shared memory: odd, so that neighbouring steps lie in different
    /// banks.
    private static final int PITCH = TILE + 1;
    /// Below this a tile is mostly edge, and a cell per thread is better.
    private static final int LEAST = 32;

    private final Contraction c;
    private final Accumulator total;
    private final DType type;
    private final PtxText t;
    private final PtxIndices indices;
    private final PtxInstructions instructions;
    private final PtxEmitter emitter;
    private final PtxSteps steps;

    PtxProduct(
            Contraction contraction,
            PtxText text,
            PtxIndices indices,
            PtxInstructions instructions,
            PtxEmitter emitter) {
        this.c = contraction;
        this.total = contraction.total();
        this.type = contraction.total().type();
        this.t = text;
        this.indices = indices;
        this.instructions = instructions;
        this.emitter = emitter;
        this.steps = new PtxSteps(text, indices, instructions, emitter);
    }

    /// Whether both sides may be long enough.
    static boolean fits(Contraction contraction) {
        return isLong(contraction.leftAxes()) && isLong(contraction.rightAxes());
    }

    private static boolean isLong(List<Axis> axes) {
        OptionalLong fixed = PtxIndices.points(axes).fixed();
        return fixed.isEmpty() || fixed.getAsLong() >= LEAST;
    }

    /// Threads of the whole launch.
    Extent threads() {
        return PtxIndices.points(c.batchAxes())
                .times(tiles(c.leftAxes()))
                .times(tiles(c.rightAxes()))
                .times(THREADS);
    }

    private static Extent tiles(List<Axis> axes) {
        return new Extent.Chunks(PtxIndices.points(axes), TILE);
    }

    /// @param block number of the block in the grid
    /// @param thread number of the thread in its block, a word
    void emit(String block, String thread) {
        String left = indices.draw();
        String right = indices.draw();
        String batch = indices.draw();
        split(block, tiles(c.rightAxes()), batch, right);
        split(batch, tiles(c.leftAxes()), batch, left);
        indices.locate(c.batchAxes(), batch);
        emitter.emit(c.invariant(), false);
        String row = side(thread, "shr.u32 %s, %s, 4");
        String column = side(thread, "and.b32 %s, %s, 15");
        Tile a = new Tile("left", c.leftAxes(), c.left(), c.leftElement(), -0.0, left, thread, row);
        Tile b = new Tile("right", c.rightAxes(), c.right(), c.rightElement(), 0.0, right, thread, column);
        List<String> chains = zeros();
        List<String> totals = zeros();
        passes(a, b, chains, totals);
        store(a, b, totals);
    }

    /// number = rest·extent + index.
    private void split(String number, Extent extent, String rest, String index) {
        String size = indices.size(extent);
        t.line("rem%s %s, %s, %s", indices.u(), index, number, size);
        t.line("div%s %s, %s, %s", indices.u(), rest, number, size);
    }

    /// The place of this thread's first cell along a side of the tile, a word.
    private String side(String thread, String instruction) {
        String place = t.draw(Register.WORD);
        t.line(instruction, place, thread);
        return place;
    }

    private List<String> zeros() {
        List<String> zeros = new ArrayList<>();
        for (int i = 0; i < HELD * HELD; i++) {
            zeros.add(steps.minusZero(type));
        }
        return zeros;
    }

    private void passes(Tile a, Tile b, List<String> chains, List<String> totals) {
        String depth = indices.size(PtxIndices.points(c.contracted()));
        String k = indices.constant(0);
        String head = t.label();
        String end = t.label();
        String inside = t.label();
        String p = t.draw(Register.PREDICATE);
        String low = indices.draw();
        t.place(head);
        t.line("setp.ge%s %s, %s, %s", indices.s(), p, k, depth);
        t.line("@%s bra %s", p, end);
        a.fill(k, depth);
        b.fill(k, depth);
        t.line("bar.sync 0");
        for (int step = 0; step < DEPTH; step++) {
            List<String> x = a.read(step);
            List<String> y = b.read(step);
            for (int i = 0; i < HELD * HELD; i++) {
                String chain = chains.get(i);
                instructions.emit(ScalarOp.FMA, type, type, chain, List.of(x.get(i / HELD), y.get(i % HELD), chain));
            }
        }
        t.line("bar.sync 0");
        t.line("add%s %s, %s, %d", indices.s(), k, k, DEPTH);
        t.line("and%s %s, %s, %d", indices.b(), low, k, ReductionTree.BLOCK - 1);
        t.line("setp.ne%s %s, %s, 0", indices.s(), p, low);
        t.line("@%s bra %s", p, inside);
        for (int i = 0; i < HELD * HELD; i++) {
            steps.add(type, totals.get(i), chains.get(i));
            steps.setMinusZero(type, chains.get(i));
        }
        t.place(inside);
        t.line("bra %s", head);
        t.place(end);
        // what the last block began; −0 where it was complete
        for (int i = 0; i < HELD * HELD; i++) {
            steps.add(type, totals.get(i), chains.get(i));
        }
    }

    private void store(Tile a, Tile b, List<String> totals) {
        PtxRange range = new PtxRange(indices.constant(0), indices.size(PtxIndices.points(c.contracted())), 1, 1);
        for (int i = 0; i < HELD; i++) {
            for (int j = 0; j < HELD; j++) {
                String skip = t.label();
                String row = a.cell(i, skip);
                String column = b.cell(j, skip);
                indices.locate(c.leftAxes(), row);
                indices.locate(c.rightAxes(), column);
                steps.orZero(total, totals.get(i * HELD + j), range);
                emitter.emit(c.epilogue(), false);
                t.place(skip);
            }
        }
    }

    /// One operand's part of a pass, element (step, place) at step·65 + place.
    private final class Tile {
        private final List<Axis> axes;
        private final Block block;
        private final int element;
        private final double filler;
        private final String thread;
        private final String base;
        private final String first;
        private final String mine;
        private final String from;

        /// @param tile number of the tile along this side
        /// @param place of this thread's first cell in the tile
        Tile(
                String name,
                List<Axis> axes,
                Block block,
                int element,
                double filler,
                String tile,
                String thread,
                String place) {
            this.axes = axes;
            this.block = block;
            this.element = element;
            this.filler = filler;
            this.thread = thread;
            this.mine = place;
            this.base = t.draw(Register.WORD);
            t.line("mov.u32 %s, %s", base, t.shared(name, DEPTH * PITCH, type));
            this.from = t.draw(Register.WORD);
            t.line("mad.lo.s32 %s, %s, %d, %s", from, place, type.bytes(), base);
            this.first = indices.draw();
            t.line("mul.lo%s %s, %s, %d", indices.s(), first, tile, TILE);
        }

        /// Whether neighbouring steps are neighbours in memory, and so the threads that load them should be.
        private boolean alongSteps() {
            int last = c.contracted().getLast().id();
            return block.statements().stream()
                    .anyMatch(s -> s instanceof Statement.Load load
                            && load.index().stride(last).is(1));
        }

        /// Computes the elements of steps `k` to `k` + 15, four a thread.
        void fill(String k, String depth) {
            boolean along = alongSteps();
            for (int i = 0; i < TILE * DEPTH / THREADS; i++) {
                String e = t.draw(Register.WORD);
                String step = t.draw(Register.WORD);
                String place = t.draw(Register.WORD);
                t.line("add.s32 %s, %s, %d", e, thread, i * THREADS);
                if (along) {
                    t.line("and.b32 %s, %s, %d", step, e, DEPTH - 1);
                    t.line("shr.u32 %s, %s, 4", place, e);
                } else {
                    t.line("and.b32 %s, %s, %d", place, e, TILE - 1);
                    t.line("shr.u32 %s, %s, 6", step, e);
                }
                String x = t.draw(type);
                instructions.constant(type, type.bitsOf(filler), x);
                String skip = t.label();
                String at = sum(k, step);
                String cell = sum(first, place);
                outside(at, depth, skip);
                outside(cell, indices.size(PtxIndices.points(axes)), skip);
                indices.locate(axes, cell);
                indices.locate(c.contracted(), at);
                emitter.emit(block, false);
                instructions.move(type, x, emitter.value(element));
                t.place(skip);
                String address = t.draw(Register.WORD);
                t.line("mad.lo.s32 %s, %s, %d, %s", address, step, PITCH, place);
                t.line("mad.lo.s32 %s, %s, %d, %s", address, address, type.bytes(), base);
                t.line("st.shared%s [%s], %s", PtxInstructions.number(type), address, x);
            }
        }

        /// This thread's four elements of a step.
        List<String> read(int step) {
            List<String> x = new ArrayList<>();
            for (int i = 0; i < HELD; i++) {
                String register = t.draw(type);
                int offset = (step * PITCH + i * SIDE) * type.bytes();
                t.line("ld.shared%s %s, [%s+%d]", PtxInstructions.number(type), register, from, offset);
                x.add(register);
            }
            return x;
        }

        /// The number of this thread's cell `i` along this side; past the edge, jumps to `skip`.
        String cell(int i, String skip) {
            String place = t.draw(Register.WORD);
            t.line("add.s32 %s, %s, %d", place, mine, i * SIDE);
            String cell = sum(first, place);
            outside(cell, indices.size(PtxIndices.points(axes)), skip);
            return cell;
        }

        private void outside(String number, String end, String skip) {
            String p = t.draw(Register.PREDICATE);
            t.line("setp.ge%s %s, %s, %s", indices.s(), p, number, end);
            t.line("@%s bra %s", p, skip);
        }

        /// An index and a word.
        private String sum(String index, String word) {
            String sum = indices.draw();
            t.line("add%s %s, %s, %s", indices.s(), sum, index, indices.ofWord(word));
            return sum;
        }
    }
}
