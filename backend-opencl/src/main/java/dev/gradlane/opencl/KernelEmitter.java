package dev.gradlane.opencl;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One kernel as OpenCL C: the parameters, the point of the parallel axes that the work item (or group)
/// computes, and the statements in order.
final class KernelEmitter {
    /// Work items of a group; also the lanes of a row, so that item j is lane j.
    static final int GROUP = 128;

    private final OpenClEmitter program;
    private final Kernel kernel;
    private final Instructions instructions;
    private final Map<Integer, DType> types = new HashMap<>();
    private final Map<Argument, String> arguments = new LinkedHashMap<>();
    private final Set<Integer> buffers = new LinkedHashSet<>();
    private final Set<Integer> stored = new LinkedHashSet<>();
    private final List<String> locals = new ArrayList<>();
    private final boolean rows;
    private boolean spread;
    private Code code = new Code();

    KernelEmitter(OpenClEmitter program, Kernel kernel) {
        this.program = program;
        this.kernel = kernel;
        this.instructions = new Instructions(program.target(), program.used());
        this.rows = kernel.layout() == Layout.ROW;
    }

    /// Appends the kernel to `text`.
    KernelSource emit(Code text) {
        boolean group = inGroup();
        // the body first: it finds out which parameters there are
        point(kernel.parallel(), "cell");
        block(kernel.body());
        String body = code.toString();
        String cells = number(kernel.cells());
        declareBuffers();
        int localSize = rows && !group ? 1 : GROUP;
        text.line("__kernel __attribute__((reqd_work_group_size(" + localSize + ", 1, 1)))");
        text.line("void " + kernel.name() + "(" + String.join(", ", parameters()) + ") {");
        Code inside = new Code();
        locals.forEach(inside::line);
        pointers(inside);
        inside.line("idx cell = (idx)get_" + (group ? "group" : "global") + "_id(0);");
        if (group) {
            inside.line("int lane = (int)get_local_id(0);");
            inside.lines(body);
        } else {
            inside.open("if (cell < " + cells + ")").lines(body).close();
        }
        text.indented(inside.toString()).line("}");
        return new KernelSource(kernel, List.copyOf(arguments.keySet()), localSize, group ? GROUP : 1);
    }

    Code code() {
        return code;
    }

    OpenClEmitter program() {
        return program;
    }

    Instructions instructions() {
        return instructions;
    }

    /// True when a work-group computes a cell, one item for each of the 128 lanes.
    boolean inGroup() {
        return rows && program.target().rows() == Target.Rows.GROUP;
    }

    /// True when one item computes a cell and its compiler is to make vectors of the loops.
    boolean inItem() {
        return !inGroup() && kernel.layout() != Layout.LANE;
    }

    DType type(int value) {
        return types.get(value);
    }

    static String v(int value) {
        return "v" + value;
    }

    /// Memory that the work-group shares: an element of `type` for each item.
    String shared(DType type) {
        String name = "shared_" + type.symbol();
        String line = "__local " + Types.memory(type) + " " + name + "[" + GROUP + "];";
        if (!locals.contains(line)) {
            locals.add(line);
        }
        return name;
    }

    /// A size: a literal where it is fixed, else a parameter.
    String number(Extent extent) {
        if (extent.fixed().isPresent()) {
            return Long.toString(extent.fixed().getAsLong());
        }
        Argument argument = new Argument.Number(extent);
        return arguments.computeIfAbsent(argument, _ -> "n" + arguments.size());
    }

    /// The axes' variables at row-major point `point`, an expression of type `idx`.
    void point(List<Axis> axes, String point) {
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            if (i == 0) {
                code.line("idx i" + axis.id() + " = " + point + ";");
            } else {
                String rest = "r" + axis.id();
                // no point has an axis of extent 0, and no compiler likes to divide by it
                String extent = axis.extent().is(0) ? "1" : number(axis.extent());
                code.line("idx i" + axis.id() + " = " + point + " % " + extent + ";");
                code.line("idx " + rest + " = " + point + " / " + extent + ";");
                point = rest;
            }
        }
    }

    String index(Index index) {
        List<String> parts = new ArrayList<>();
        index.offset().forEach(offset -> parts.add(number(offset)));
        index.terms()
                .forEach(term ->
                        parts.add("i" + term.axis() + (term.stride().is(1) ? "" : " * " + number(term.stride()))));
        return parts.isEmpty() ? "0" : String.join(" + ", parts);
    }

    /// A buffer's element.
    String element(int buffer, String index) {
        buffers.add(buffer);
        return "b" + buffer + "[" + index + "]";
    }

    void block(Block block) {
        block.statements().forEach(this::statement);
    }

    /// Declares a value.
    void define(int result, DType type, String expression) {
        declare(result, type);
        code.line(Types.value(type) + " v" + result + " = " + expression + ";");
    }

    /// Notes the type of a value that the caller declares.
    void declare(int result, DType type) {
        program.require(type);
        types.put(result, type);
    }

    private void statement(Statement statement) {
        switch (statement) {
            case Statement.Constant(int result, DType type, long bits) ->
                define(result, type, Types.constant(type, bits));
            case Statement.Compute(int result, DType type, Elementwise function, List<Integer> operands) ->
                define(result, type, expression(function, operands));
            case Statement.Position(int result, DType type, Index index) ->
                define(
                        result,
                        type,
                        type == DType.I64
                                ? "(long)(" + index(index) + ")"
                                : "(" + Types.value(type) + ")(long)(" + index(index) + ")");
            case Statement.Size(int result, Extent extent) -> define(result, DType.I64, "(long)" + number(extent));
            case Statement.Load(int result, DType type, int buffer, Index index) ->
                define(result, type, load(type, buffer, index(index)));
            case Statement.Gather(
                    int result,
                    DType type,
                    int buffer,
                    Index index,
                    int position,
                    Extent stride,
                    Extent extent) -> {
                String at = index(index) + " + (idx)" + v(position) + " * " + number(stride);
                String inside = "(ulong)(long)" + v(position) + " < (ulong)" + number(extent);
                define(result, type, inside + " ? " + load(type, buffer, at) + " : " + Types.constant(type, 0));
            }
            case Statement.Store(int buffer, Index index, int value) -> {
                stored.add(buffer);
                String to = element(buffer, index(index));
                String from = type(value) == DType.BOOL ? "(uchar)" + v(value) : v(value);
                code.line((inGroup() && !spread ? "if (lane == 0) " : "") + to + " = " + from + ";");
            }
            case Statement.Loop loop -> FoldEmitter.emit(this, loop);
            case Statement.Each(List<Axis> axes, Block body) -> each(axes, body);
            case Statement.Guard(int condition, Block body, List<Statement.Merge> merges) -> {
                for (Statement.Merge merge : merges) {
                    define(merge.result(), merge.type(), v(merge.otherwise()));
                }
                code.block("if (" + v(condition) + ")", () -> {
                    block(body);
                    merges.forEach(merge -> code.line(v(merge.result()) + " = " + v(merge.taken()) + ";"));
                });
            }
            case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) -> {
                String i = "i" + axis.id();
                String steps = number(axis.extent());
                state(carried);
                code.block(
                        reversed
                                ? "for (idx " + i + " = " + steps + " - 1; " + i + " >= 0; " + i + "--)"
                                : "for (idx " + i + " = 0; " + i + " < " + steps + "; " + i + "++)",
                        () -> step(carried, body));
                leave(carried);
            }
            case Statement.Repeat(var carried, Block test, int condition, Block body, long bound, var at, int node) -> {
                String step = "s" + carried.getFirst().result();
                state(carried);
                code.block("for (long " + step + " = 0; ; " + step + "++)", () -> {
                    block(test);
                    code.line("if (!" + v(condition) + ") break;");
                    code.block(
                            "if (" + step + " == " + bound + ")",
                            () -> code.line(fault(at, node)).line("break;"));
                    step(carried, body);
                });
                leave(carried);
            }
            case Statement.Require(int condition, Index sample, int node) ->
                code.line("if (!" + v(condition) + ") " + fault(sample, node));
        }
    }

    private String fault(Index sample, int node) {
        arguments.putIfAbsent(new Argument.Faults(), "faults");
        return "atomic_min(&faults[" + program.faultWord(node) + "], (uint)(" + index(sample) + "));";
    }

    private void state(List<Statement.Carried> carried) {
        carried.forEach(c -> define(c.current(), c.type(), v(c.initial())));
    }

    /// A step; what is next may be what another value of the state is now.
    private void step(List<Statement.Carried> carried, Block body) {
        block(body);
        carried.forEach(c -> code.line(Types.value(c.type()) + " n" + c.current() + " = " + v(c.next()) + ";"));
        carried.forEach(c -> code.line(v(c.current()) + " = n" + c.current() + ";"));
    }

    private void leave(List<Statement.Carried> carried) {
        carried.forEach(c -> define(c.result(), c.type(), v(c.current())));
    }

    private void each(List<Axis> axes, Block body) {
        String points = number(extent(axes));
        String name = "e" + axes.getFirst().id();
        String head = inGroup() && !spread
                ? "for (idx " + name + " = lane; " + name + " < " + points + "; " + name + " += " + GROUP + ")"
                : "for (idx " + name + " = 0; " + name + " < " + points + "; " + name + "++)";
        code.block(
                head,
                () -> spread(() -> {
                    point(axes, name);
                    block(body);
                }));
    }

    /// Emits what the items of a work-group do at different points, so that no barrier may stand in it.
    void spread(Runnable inside) {
        boolean outer = spread;
        spread = true;
        inside.run();
        spread = outer;
    }

    boolean isSpread() {
        return spread;
    }

    /// Number of points of some axes.
    static Extent extent(List<Axis> axes) {
        Extent product = Extent.ONE;
        for (Axis axis : axes) {
            product = product.times(axis.extent());
        }
        return product;
    }

    String load(DType type, int buffer, String index) {
        String element = element(buffer, index);
        return type == DType.BOOL ? element + " != 0" : element;
    }

    private String expression(Elementwise function, List<Integer> operands) {
        List<String> x = operands.stream().map(KernelEmitter::v).toList();
        return switch (function) {
            case ScalarOp op -> instructions.of(op, type(operands.get(op == ScalarOp.SELECT ? 1 : 0)), x);
            case Lookup(var table) -> {
                String entry = program.table(table) + "[" + x.getFirst() + "]";
                yield switch (table.dtype()) {
                    case F32, F64, I32, I64 -> "as_" + Types.value(table.dtype()) + "(" + entry + ")";
                    case BOOL -> entry + " != 0";
                };
            }
            case Composite composite ->
                throw new BackendException("a kernel holds the function " + composite.symbol()
                        + ", which is no scalar instruction: freeze the graph before compiling it");
        };
    }

    /// An accumulator's step or the union of two of its parts, as an expression.
    String combine(Accumulator accumulator, String a, String b) {
        DType type = accumulator.type();
        List<String> x = List.of(a, b);
        return switch (accumulator.fold()) {
            case SUM, DOT -> instructions.of(ScalarOp.ADD, type, x);
            case PROD -> instructions.of(ScalarOp.MUL, type, x);
            case MAX -> instructions.of(ScalarOp.MAX, type, x);
            case MIN -> instructions.of(ScalarOp.MIN, type, x);
            case ALL -> instructions.of(ScalarOp.AND, type, x);
            case ANY -> instructions.of(ScalarOp.OR, type, x);
        };
    }

    private void declareBuffers() {
        for (int id : buffers) {
            KernelBuffer buffer = program.buffer(id);
            program.require(buffer.type());
            switch (buffer.role()) {
                case KernelBuffer.Role.Input(int index) -> arguments.put(new Argument.Input(index), "b" + id);
                case KernelBuffer.Role.Output(int index) -> arguments.put(new Argument.Output(index), "b" + id);
                case KernelBuffer.Role.Constant _ -> arguments.putIfAbsent(new Argument.Constants(), "constants");
                case KernelBuffer.Role.Temporary _ -> {
                    arguments.putIfAbsent(new Argument.Slab(), "slab");
                    arguments.put(new Argument.Offset(id), "o" + id);
                }
            }
        }
    }

    private List<String> parameters() {
        List<String> parameters = new ArrayList<>();
        arguments.forEach((argument, name) -> parameters.add(
                switch (argument) {
                    case Argument.Slab _ -> "__global uchar *" + name;
                    case Argument.Constants _ -> "__global const uchar *" + name;
                    case Argument.Faults _ -> "volatile __global uint *" + name;
                    case Argument.Input _ -> "__global const " + pointer(name);
                    case Argument.Output _ -> "__global " + pointer(name);
                    case Argument.Number _ -> "idx " + name;
                    case Argument.Offset _ -> "long " + name;
                }));
        return parameters;
    }

    private String pointer(String name) {
        int id = Integer.parseInt(name.substring(1));
        return Types.memory(program.buffer(id).type()) + " *restrict " + name;
    }

    /// The buffers that are parts of the slab or of the constants.
    private void pointers(Code inside) {
        for (int id : buffers) {
            String type = Types.memory(program.buffer(id).type()) + " *";
            switch (program.buffer(id).role()) {
                case KernelBuffer.Role.Input _, KernelBuffer.Role.Output _ -> {
                    // parameters
                }
                case KernelBuffer.Role.Constant _ ->
                    inside.line("__global const " + type + "b" + id + " = (__global const " + type + ")(constants + "
                            + program.constantOffset(id) + ");");
                case KernelBuffer.Role.Temporary _ ->
                    inside.line("__global " + type + "b" + id + " = (__global " + type + ")(slab + o" + id + ");");
            }
        }
    }
}
