package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Kernels as text for people, by the grammar of the package.
public final class KernelText {
    private static final int INDENT = 2;

    private final StringBuilder text = new StringBuilder();
    /// Array kernels around the line.
    private int outer;

    private KernelText() {}

    /// A program: what was decided and why, its buffers, its stages.
    public static String print(KernelProgram program) {
        KernelText printer = new KernelText();
        printer.program(program);
        return printer.text.toString();
    }

    /// One stage as text.
    public static String print(Stage stage) {
        KernelText printer = new KernelText();
        printer.stage(stage);
        return printer.text.toString();
    }

    private void program(KernelProgram program) {
        line(0, "program " + program.graph().name());
        program.decisions().forEach(decision -> line(0, "; " + decision));
        program.buffers().forEach(buffer -> line(1, buffer(program.graph(), buffer)));
        program.stages().forEach(this::stage);
    }

    private void stage(Stage stage) {
        switch (stage) {
            case Kernel kernel -> kernel(kernel);
            case ArrayKernel array -> array(array);
        }
    }

    private void array(ArrayKernel array) {
        line(
                0,
                array.name() + " array" + places(array.results()) + " = " + array.op() + places(array.operands())
                        + " node " + array.node() + (array.bodies().isEmpty() ? "" : " {"));
        outer++;
        array.bodies().forEach(this::program);
        outer--;
        if (!array.bodies().isEmpty()) {
            line(0, "}");
        }
    }

    private static String places(List<ArrayKernel.Place> places) {
        return places.stream().map(p -> " b" + p.buffer()).collect(Collectors.joining());
    }

    /// Where the temporaries of a program lie.
    public static String plan(KernelProgram program) {
        BufferPlan plan = program.plan();
        KernelText printer = new KernelText();
        printer.line(
                0,
                "plan of " + program.graph().name() + ": temporaries "
                        + plan.slotOf().size() + ", slots " + plan.slots().size() + " in one slab");
        for (int slot = 0; slot < plan.slots().size(); slot++) {
            int number = slot;
            String inside = new TreeSet<>(plan.slotOf().keySet())
                    .stream()
                            .filter(id -> plan.slotOf().get(id) == number)
                            .map(id -> buffer(program.graph(), program.buffers().get(id)))
                            .collect(Collectors.joining(", "));
            printer.line(1, "slot " + slot + ": " + plan.slots().get(slot) + " bytes: " + inside);
        }
        return printer.text.toString();
    }

    private static String buffer(Graph graph, KernelBuffer buffer) {
        return "b" + buffer.id() + ": " + buffer.type().symbol() + "[" + buffer.count() + "] "
                + switch (buffer.role()) {
                    case KernelBuffer.Role.Input(int index) ->
                        "input " + graph.inputNames().get(index);
                    case KernelBuffer.Role.Output(int index) ->
                        "output " + graph.outputs().get(index).name();
                    case KernelBuffer.Role.Constant _ -> "constant";
                    case KernelBuffer.Role.Temporary _ -> "temporary";
                };
    }

    private void kernel(Kernel kernel) {
        line(0, kernel.name() + " " + kernel.layout().symbol() + axes(kernel.parallel()) + " {");
        block(1, kernel.body());
        line(0, "}");
    }

    private void block(int depth, Block block) {
        block.statements().forEach(statement -> statement(depth, statement));
    }

    private void statement(int depth, Statement statement) {
        switch (statement) {
            case Statement.Constant(int result, DType type, long bits) ->
                line(depth, value(result, type) + " = constant " + number(type, bits));
            case Statement.Compute(int result, DType type, Elementwise function, List<Integer> operands) ->
                line(depth, value(result, type) + " = " + symbol(function) + values(operands));
            case Statement.Position(int result, DType type, Index index) ->
                line(depth, value(result, type) + " = position " + index);
            case Statement.Size(int result, Extent extent) ->
                line(depth, value(result, DType.I64) + " = extent " + extent);
            case Statement.Load(int result, DType type, int buffer, Index index) ->
                line(depth, value(result, type) + " = load b" + buffer + "[" + index + "]");
            case Statement.Gather(
                    int result,
                    DType type,
                    int buffer,
                    Index index,
                    int position,
                    Extent stride,
                    Extent extent) -> {
                String affine = index.equals(Index.ZERO) ? "" : index + " + ";
                String at = affine + "v" + position + (stride.is(1) ? "" : "·" + stride);
                line(
                        depth,
                        value(result, type) + " = gather b" + buffer + "[" + at + "] v" + position + " < " + extent);
            }
            case Statement.Store(int buffer, Index index, int value) ->
                line(depth, "store b" + buffer + "[" + index + "] v" + value);
            case Statement.Loop loop -> loop(depth, loop);
            case Statement.Each(List<Axis> axes, Block body) -> nested(depth, "each" + axes(axes), body);
            case Statement.Guard(int condition, Block body, List<Statement.Merge> merges) -> {
                List<String> results = new ArrayList<>();
                merges.forEach(
                        m -> results.add(value(m.result(), m.type()) + " = v" + m.taken() + " else v" + m.otherwise()));
                nested(depth, String.join(", ", results) + " = guard v" + condition, body);
            }
            case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) ->
                nested(depth, state(carried) + "recur " + axis + (reversed ? " reversed" : ""), body);
            case Statement.Repeat(var carried, Block test, int condition, Block body, long bound, var at, int node) -> {
                line(depth, state(carried) + "repeat, at most " + bound + ", else fault " + at + " %" + node + " {");
                block(depth + 1, test);
                line(depth, "} while v" + condition + " {");
                block(depth + 1, body);
                line(depth, "}");
            }
            case Statement.Require(int condition, Index sample, int node) ->
                line(depth, "require v" + condition + " " + sample + " %" + node);
        }
    }

    private void loop(int depth, Statement.Loop loop) {
        List<String> results = new ArrayList<>();
        for (Accumulator a : loop.accumulators()) {
            results.add(value(a.result(), a.type()) + " = " + a.fold().name().toLowerCase(Locale.ROOT) + " "
                    + a.order().symbol() + values(a.elements()));
        }
        String chunk = loop.chunk().isPresent() ? " of chunk i" + loop.chunk().getAsInt() : "";
        nested(depth, String.join(", ", results) + " = fold" + axes(loop.axes()) + chunk, loop.body());
    }

    private static String state(List<Statement.Carried> carried) {
        return carried.stream()
                .map(c -> value(c.result(), c.type()) + " = v" + c.current() + " from v" + c.initial() + " to v"
                        + c.next())
                .collect(Collectors.joining(", ", "", carried.isEmpty() ? "" : " = "));
    }

    private void nested(int depth, String head, Block body) {
        line(depth, head + " {");
        block(depth + 1, body);
        line(depth, "}");
    }

    private void line(int depth, String line) {
        text.repeat(' ', INDENT * (outer + depth)).append(line).append('\n');
    }

    private static String axes(List<Axis> axes) {
        return axes.isEmpty() ? "" : axes.stream().map(Axis::toString).collect(Collectors.joining(", ", " ", ""));
    }

    private static String value(int number, DType type) {
        return "v" + number + ":" + type.symbol();
    }

    private static String values(List<Integer> numbers) {
        return numbers.stream().map(v -> " v" + v).collect(Collectors.joining());
    }

    private static String symbol(Elementwise function) {
        return function instanceof Lookup(var table)
                ? "lookup " + table.dtype().symbol() + "[" + table.bits().size() + "]"
                : function.symbol();
    }

    /// The shortest decimal that reads back; a NaN by its bits.
    private static String number(DType type, long bits) {
        return switch (type) {
            case F32 -> {
                float value = Float.intBitsToFloat((int) bits);
                yield Float.isNaN(value) ? "0x" + Integer.toHexString((int) bits) : Float.toString(value);
            }
            case F64 -> {
                double value = Double.longBitsToDouble(bits);
                yield Double.isNaN(value) ? "0x" + Long.toHexString(bits) : Double.toString(value);
            }
            case I32 -> Integer.toString((int) bits);
            case I64 -> Long.toString(bits);
            case BOOL -> Boolean.toString(bits != 0);
        };
    }
}
