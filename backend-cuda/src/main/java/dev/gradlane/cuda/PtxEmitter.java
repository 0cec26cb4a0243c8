package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Contraction;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A kernel as PTX text, for every GPU since sm_70. Layouts `lane` and `scalar` run one cell per thread, but long sums
/// of
/// neighbouring cells eight threads per cell, see [PtxColumnFolds]; `row` runs one cell per warp, unless its rows are
/// short: what stands outside
/// its
/// loops is computed by all 32 threads alike and stored by the first. Layout `block` runs in tiles, see [PtxProduct],
/// and
/// where one side is short a cell per thread.
///
/// Indices have 32 bits, or 64 in the variant `wide`, which a launch takes whose buffers or cells are 2^31 or more.
final class PtxEmitter {
    private static final int BLOCK_SIZE = 128;
    private static final int WARP = 32;

    private final Kernel kernel;
    private final boolean wide;
    private final PtxText t = new PtxText();
    private final PtxInstructions instructions = new PtxInstructions(t);
    private final PtxIndices indices;
    private final PtxFolds folds;
    private final Map<Integer, String> values = new HashMap<>();
    private final Map<Integer, DType> types = new HashMap<>();
    private final List<Table> tables = new ArrayList<>();
    private String lane = "";

    private PtxEmitter(Kernel kernel, boolean wide) {
        this.kernel = kernel;
        this.wide = wide;
        this.indices = new PtxIndices(t, wide);
        this.folds = new PtxFolds(t, indices, instructions, this);
    }

    static PtxKernel emit(Kernel kernel, boolean wide) {
        return new PtxEmitter(kernel, wide).emit();
    }

    private PtxKernel emit() {
        if (kernel.layout() == Layout.BLOCK) {
            Contraction contraction = Contraction.of(kernel);
            if (PtxProduct.fits(contraction)) {
                return product(contraction);
            }
        }
        if (PtxColumnFolds.fits(kernel)) {
            new PtxColumnFolds(t, indices, instructions, this, folds).emit(kernel);
            return new PtxKernel(
                    name(),
                    module(PtxColumnFolds.THREADS),
                    PtxColumnFolds.THREADS,
                    PtxColumnFolds.threads(kernel),
                    indices.parameters());
        }
        boolean row = kernel.layout() == Layout.ROW && !PtxShortFolds.fits(kernel.body());
        String end = t.label();
        String cell = thread();
        if (row) {
            lane = indices.draw();
            String warp = indices.draw();
            t.line("and%s %s, %s, %d", indices.b(), lane, cell, WARP - 1);
            t.line("shr%s %s, %s, 5", indices.u(), warp, cell);
            cell = warp;
        }
        String outside = t.draw(Register.PREDICATE);
        t.line("setp.ge%s %s, %s, %s", indices.u(), outside, cell, indices.size(kernel.cells()));
        t.line("@%s bra %s", outside, end);
        indices.locate(kernel.parallel(), cell);
        emit(kernel.body(), row);
        t.place(end);
        t.line("ret");
        Extent threads = kernel.cells().times(row ? WARP : 1);
        return new PtxKernel(name(), module(BLOCK_SIZE), BLOCK_SIZE, threads, indices.parameters());
    }

    private PtxKernel product(Contraction contraction) {
        PtxProduct product = new PtxProduct(contraction, t, indices, instructions, this);
        String block = t.draw(Register.WORD);
        String thread = t.draw(Register.WORD);
        t.line("mov.u32 %s, %%ctaid.x", block);
        t.line("mov.u32 %s, %%tid.x", thread);
        product.emit(indices.ofWord(block), thread);
        t.line("ret");
        return new PtxKernel(
                name(), module(PtxProduct.THREADS), PtxProduct.THREADS, product.threads(), indices.parameters());
    }

    private String name() {
        return wide ? kernel.name() + "_wide" : kernel.name();
    }

    private String module(int blockSize) {
        StringBuilder text = new StringBuilder(".version 8.0\n.target sm_70\n.address_size 64\n\n");
        for (int i = 0; i < tables.size(); i++) {
            text.append(table(i, tables.get(i)));
        }
        return text.append(".visible .entry %s(\n%s\n)\n.maxntid %d, 1, 1\n{\n%s}\n"
                        .formatted(name(), indices.signature(), blockSize, t.assembled()))
                .toString();
    }

    private static String table(int number, Table table) {
        int bytes = table.dtype().bytes();
        String entries = String.join(
                ", ",
                table.bits().stream()
                        .map(bits -> "0x%X".formatted(bytes == 8 ? bits : bits & 0xffffffffL))
                        .toList());
        return ".global .align 8 .b%d table%d[%d] = {%s};\n"
                .formatted(8 * bytes, number, table.bits().size(), entries);
    }

    /// This thread's number in the grid.
    private String thread() {
        String block = t.draw(Register.WORD);
        String size = t.draw(Register.WORD);
        String local = t.draw(Register.WORD);
        t.line("mov.u32 %s, %%ctaid.x", block);
        t.line("mov.u32 %s, %%ntid.x", size);
        t.line("mov.u32 %s, %%tid.x", local);
        String number = indices.draw();
        if (wide) {
            String start = t.draw(Register.LONG);
            String rest = t.draw(Register.LONG);
            t.line("mul.wide.u32 %s, %s, %s", start, block, size);
            t.line("cvt.u64.u32 %s, %s", rest, local);
            t.line("add.s64 %s, %s, %s", number, start, rest);
        } else {
            t.line("mad.lo.s32 %s, %s, %s, %s", number, block, size, local);
        }
        return number;
    }

    String value(int id) {
        return values.get(id);
    }

    /// A register for value `id`.
    String define(int id, DType type) {
        String register = t.draw(type);
        values.put(id, register);
        types.put(id, type);
        return register;
    }

    /// This thread's place in its warp; only in layout `row`.
    String lane() {
        return lane;
    }

    /// @param shared true outside the loops of layout `row`, where the threads of a warp do the same
    void emit(Block block, boolean shared) {
        block.statements().forEach(s -> emit(s, shared));
    }

    private void emit(Statement statement, boolean shared) {
        switch (statement) {
            case Statement.Constant(int result, DType type, long bits) ->
                instructions.constant(type, bits, define(result, type));
            case Statement.Compute(int result, DType type, ScalarOp op, List<Integer> operands) -> {
                DType operand = types.get(operands.get(op == ScalarOp.SELECT ? 1 : 0));
                List<String> x = operands.stream().map(values::get).toList();
                instructions.emit(op, operand, type, define(result, type), x);
            }
            case Statement.Compute(int result, DType _, Lookup(Table table), List<Integer> operands) ->
                lookup(result, table, value(operands.getFirst()));
            case Statement.Compute compute ->
                throw new IllegalArgumentException(compute.function().symbol() + " is not a scalar instruction");
            case Statement.Position(int result, DType type, Index index) -> {
                String number = longer(indices.value(index));
                String register = define(result, type);
                if (type == DType.I64) {
                    instructions.move(type, register, number);
                } else {
                    instructions.emit(ScalarOp.conversionTo(type), DType.I64, type, register, List.of(number));
                }
            }
            case Statement.Size(int result, Extent extent) -> {
                String number = extent.fixed().isPresent()
                        ? indices.constant(extent.fixed().getAsLong())
                        : indices.size(extent);
                instructions.move(DType.I64, define(result, DType.I64), longer(number));
            }
            case Statement.Load(int result, DType type, int buffer, Index index) ->
                load(type, define(result, type), indices.address(buffer, type, index));
            case Statement.Gather gather -> gather(gather);
            case Statement.Store(int buffer, Index index, int value) -> store(buffer, index, value, shared);
            case Statement.Loop loop -> folds.emit(loop, shared);
            case Statement.Each(List<Axis> axes, Block body) -> each(axes, body, shared);
            case Statement.Guard(int condition, Block body, List<Statement.Merge> merges) ->
                guard(condition, body, merges, shared);
            case Statement.Recurrence recurrence -> recurrence(recurrence, shared);
            case Statement.Repeat repeat -> repeat(repeat, shared);
            case Statement.Require(int condition, Index sample, int node) -> require(value(condition), sample, node);
        }
    }

    private void recurrence(Statement.Recurrence recurrence, boolean shared) {
        String head = t.label();
        String end = t.label();
        String steps = indices.size(recurrence.axis().extent());
        String step = indices.draw();
        String done = t.draw(Register.PREDICATE);
        state(recurrence.carried());
        if (recurrence.reversed()) {
            t.line("mov%s %s, %s", indices.b(), step, steps);
        } else {
            t.line("mov%s %s, 0", indices.b(), step);
        }
        t.place(head);
        if (recurrence.reversed()) {
            t.line("add%s %s, %s, -1", indices.s(), step, step);
            t.line("setp.lt%s %s, %s, 0", indices.s(), done, step);
        } else {
            t.line("setp.ge%s %s, %s, %s", indices.s(), done, step, steps);
        }
        t.line("@%s bra %s", done, end);
        indices.axis(recurrence.axis().id(), step);
        step(recurrence.carried(), recurrence.body(), shared);
        if (!recurrence.reversed()) {
            t.line("add%s %s, %s, 1", indices.s(), step, step);
        }
        t.line("bra %s", head);
        t.place(end);
        leave(recurrence.carried());
    }

    private void repeat(Statement.Repeat repeat, boolean shared) {
        String head = t.label();
        String end = t.label();
        String step = t.draw(Register.LONG);
        String within = t.draw(Register.PREDICATE);
        state(repeat.carried());
        t.line("mov.b64 %s, 0", step);
        t.place(head);
        emit(repeat.test(), shared);
        t.line("@!%s bra %s", value(repeat.condition()), end);
        t.line("setp.lt.s64 %s, %s, %d", within, step, repeat.bound());
        require(within, repeat.sample(), repeat.node());
        t.line("@!%s bra %s", within, end);
        step(repeat.carried(), repeat.body(), shared);
        t.line("add.s64 %s, %s, 1", step, step);
        t.line("bra %s", head);
        t.place(end);
        leave(repeat.carried());
    }

    private void state(List<Statement.Carried> carried) {
        carried.forEach(c -> instructions.move(c.type(), define(c.current(), c.type()), value(c.initial())));
    }

    /// A step; what is next may be what another value of the state is now.
    private void step(List<Statement.Carried> carried, Block body, boolean shared) {
        emit(body, shared);
        List<String> next = new ArrayList<>();
        for (Statement.Carried c : carried) {
            next.add(t.draw(c.type()));
            instructions.move(c.type(), next.getLast(), value(c.next()));
        }
        for (int i = 0; i < next.size(); i++) {
            Statement.Carried c = carried.get(i);
            instructions.move(c.type(), value(c.current()), next.get(i));
        }
    }

    private void leave(List<Statement.Carried> carried) {
        carried.forEach(c -> instructions.move(c.type(), define(c.result(), c.type()), value(c.current())));
    }

    /// An index as an i64.
    private String longer(String index) {
        if (wide) {
            return index;
        }
        String number = t.draw(Register.LONG);
        t.line("cvt.s64.s32 %s, %s", number, index);
        return number;
    }

    private void lookup(int result, Table table, String index) {
        if (!tables.contains(table)) {
            tables.add(table);
        }
        String base = t.draw(Register.LONG);
        String bytes = t.draw(Register.LONG);
        String address = t.draw(Register.LONG);
        t.line("mov.u64 %s, table%d", base, tables.indexOf(table));
        t.line("mul.wide.s32 %s, %s, %d", bytes, index, table.dtype().bytes());
        t.line("add.s64 %s, %s, %s", address, base, bytes);
        load(table.dtype(), define(result, table.dtype()), address);
    }

    /// A bool is a byte in memory.
    void load(DType type, String register, String address) {
        if (type == DType.BOOL) {
            String word = t.draw(Register.WORD);
            t.line("ld.global.u8 %s, [%s]", word, address);
            t.line("setp.ne.s32 %s, %s, 0", register, word);
        } else {
            t.line("ld.global%s %s, [%s]", PtxInstructions.number(type), register, address);
        }
    }

    /// One comparison without sign tells whether a position is legal: as long as the position, or as an index where
    /// that is longer.
    private void gather(Statement.Gather gather) {
        String position = value(gather.position());
        boolean word = types.get(gather.position()) == DType.I32;
        String number = position;
        if (word && wide) {
            number = t.draw(Register.LONG);
            t.line("cvt.s64.s32 %s, %s", number, position);
        }
        String extent = indices.size(gather.extent());
        boolean isLong = wide || !word;
        if (isLong && !wide && gather.extent().fixed().isEmpty()) {
            extent = longer(extent);
        }
        String outside = t.draw(Register.PREDICATE);
        String skip = t.label();
        String result = define(gather.result(), gather.type());
        instructions.constant(gather.type(), 0, result);
        t.line("setp.ge%s %s, %s, %s", isLong ? ".u64" : ".u32", outside, number, extent);
        t.line("@%s bra %s", outside, skip);
        String place = number;
        if (isLong && !wide) {
            place = t.draw(Register.WORD);
            t.line("cvt.u32.u64 %s, %s", place, number);
        }
        load(
                gather.type(),
                result,
                indices.address(gather.buffer(), gather.type(), gather.index(), place, gather.stride()));
        t.place(skip);
    }

    private void store(int buffer, Index index, int value, boolean shared) {
        DType type = types.get(value);
        String address = indices.address(buffer, type, index);
        String guard = "";
        if (shared) {
            String first = t.draw(Register.PREDICATE);
            t.line("setp.eq%s %s, %s, 0", indices.s(), first, lane);
            guard = "@" + first + " ";
        }
        if (type == DType.BOOL) {
            String word = t.draw(Register.WORD);
            t.line("selp.b32 %s, 1, 0, %s", word, value(value));
            t.line("%sst.global.u8 [%s], %s", guard, address, word);
        } else {
            t.line("%sst.global%s [%s], %s", guard, PtxInstructions.number(type), address, value(value));
        }
    }

    /// The points one after the other, or dealt out to the threads of the warp.
    private void each(List<Axis> axes, Block body, boolean shared) {
        String head = t.label();
        String end = t.label();
        String e = indices.draw();
        String done = t.draw(Register.PREDICATE);
        if (shared) {
            t.line("mov%s %s, %s", indices.b(), e, lane);
        } else {
            t.line("mov%s %s, 0", indices.b(), e);
        }
        t.place(head);
        t.line("setp.ge%s %s, %s, %s", indices.s(), done, e, indices.size(PtxIndices.points(axes)));
        t.line("@%s bra %s", done, end);
        indices.locate(axes, e);
        emit(body, false);
        t.line("add%s %s, %s, %d", indices.s(), e, e, shared ? WARP : 1);
        t.line("bra %s", head);
        t.place(end);
    }

    private void guard(int condition, Block body, List<Statement.Merge> merges, boolean shared) {
        String skip = t.label();
        List<String> results = new ArrayList<>();
        for (Statement.Merge m : merges) {
            String register = t.draw(m.type());
            instructions.move(m.type(), register, value(m.otherwise()));
            results.add(register);
        }
        t.line("@!%s bra %s", value(condition), skip);
        emit(body, shared);
        for (int i = 0; i < results.size(); i++) {
            instructions.move(
                    merges.get(i).type(), results.get(i), value(merges.get(i).taken()));
        }
        t.place(skip);
        for (int i = 0; i < results.size(); i++) {
            values.put(merges.get(i).result(), results.get(i));
            types.put(merges.get(i).result(), merges.get(i).type());
        }
    }

    /// The fault word becomes the least of sample · 2^24 + node.
    private void require(String condition, Index sample, int node) {
        String skip = t.label();
        String place = t.draw(Register.LONG);
        String old = t.draw(Register.LONG);
        String number = longer(indices.value(sample));
        String word = indices.parameter(new PtxKernel.Parameter.FaultWord());
        t.line("shl.b64 %s, %s, 24", place, number);
        t.line("add.s64 %s, %s, %d", place, place, node);
        t.line("@%s bra %s", condition, skip);
        t.line("atom.global.min.u64 %s, [%s], %s", old, word, place);
        t.place(skip);
    }
}
