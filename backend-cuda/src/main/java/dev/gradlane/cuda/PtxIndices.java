package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Index arithmetic of one entry, in 32 or 64 bits: parameters, loop variables, addresses.
final class PtxIndices {
    private final PtxText t;
    private final boolean wide;
    private final Map<PtxKernel.Parameter, String> parameters = new LinkedHashMap<>();
    private final Map<Integer, String> axes = new HashMap<>();

    PtxIndices(PtxText text, boolean wide) {
        this.t = text;
        this.wide = wide;
    }

    /// The type of an index.
    DType type() {
        return wide ? DType.I64 : DType.I32;
    }

    /// `.s32` or `.s64`.
    String s() {
        return wide ? ".s64" : ".s32";
    }

    /// `.u32` or `.u64`.
    String u() {
        return wide ? ".u64" : ".u32";
    }

    /// `.b32` or `.b64`.
    String b() {
        return wide ? ".b64" : ".b32";
    }

    String draw() {
        return t.draw(type());
    }

    List<PtxKernel.Parameter> parameters() {
        return List.copyOf(parameters.keySet());
    }

    /// The entry's parameter list.
    String signature() {
        List<String> lines = new ArrayList<>();
        int i = 0;
        for (PtxKernel.Parameter parameter : parameters.keySet()) {
            lines.add("    .param %s p%d".formatted(type(parameter), i++));
        }
        return String.join(",\n", lines);
    }

    private String type(PtxKernel.Parameter parameter) {
        return switch (parameter) {
            case PtxKernel.Parameter.Pointer _, PtxKernel.Parameter.FaultWord _ -> ".u64";
            case PtxKernel.Parameter.Number _ -> s();
        };
    }

    String parameter(PtxKernel.Parameter parameter) {
        return parameters.computeIfAbsent(parameter, p -> {
            String register = p instanceof PtxKernel.Parameter.Number ? draw() : t.draw(Register.LONG);
            t.first("ld.param%s %s, [p%d]", type(p), register, parameters.size());
            return register;
        });
    }

    /// A literal, or the register of a parameter.
    String size(Extent extent) {
        return extent.fixed().isPresent()
                ? Long.toString(extent.fixed().getAsLong())
                : parameter(new PtxKernel.Parameter.Number(List.of(extent)));
    }

    String axis(int id) {
        return axes.get(id);
    }

    void axis(int id, String register) {
        axes.put(id, register);
    }

    /// Number of points of `loop`.
    static Extent points(List<Axis> loop) {
        Extent product = Extent.ONE;
        for (Axis axis : loop) {
            product = product.times(axis.extent());
        }
        return product;
    }

    /// Sets the axes of `loop` to its point number `number`, row-major.
    void locate(List<Axis> loop, String number) {
        String left = number;
        for (int i = loop.size() - 1; i > 0; i--) {
            Axis axis = loop.get(i);
            if (axis.extent().is(1)) {
                axes.put(axis.id(), constant(0));
                continue;
            }
            String extent = size(axis.extent());
            String index = draw();
            String rest = draw();
            t.line("rem%s %s, %s, %s", u(), index, left, extent);
            t.line("div%s %s, %s, %s", u(), rest, left, extent);
            axes.put(axis.id(), index);
            left = rest;
        }
        if (!loop.isEmpty()) {
            axes.put(loop.getFirst().id(), left);
        }
    }

    /// A word that is not negative, as an index.
    String ofWord(String word) {
        if (!wide) {
            return word;
        }
        String index = draw();
        t.line("cvt.u64.u32 %s, %s", index, word);
        return index;
    }

    String constant(long value) {
        String register = draw();
        t.line("mov%s %s, %d", b(), register, value);
        return register;
    }

    /// Σ offset + Σ axis·stride.
    String value(Index index) {
        String sum = "";
        if (!index.offset().isEmpty()) {
            long fixed = 0;
            List<Extent> symbolic = new ArrayList<>();
            for (Extent e : index.offset()) {
                if (e.fixed().isPresent()) {
                    fixed += e.fixed().getAsLong();
                } else {
                    symbolic.add(e);
                }
            }
            sum = symbolic.isEmpty() ? constant(fixed) : parameter(new PtxKernel.Parameter.Number(index.offset()));
        }
        for (Index.Term term : index.terms()) {
            String axis = axes.get(term.axis());
            if (term.stride().is(1) && sum.isEmpty()) {
                sum = axis;
                continue;
            }
            String next = draw();
            if (sum.isEmpty()) {
                t.line("mul.lo%s %s, %s, %s", s(), next, axis, size(term.stride()));
            } else if (term.stride().is(1)) {
                t.line("add%s %s, %s, %s", s(), next, sum, axis);
            } else {
                t.line("mad.lo%s %s, %s, %s, %s", s(), next, axis, size(term.stride()), sum);
            }
            sum = next;
        }
        return sum.isEmpty() ? constant(0) : sum;
    }

    /// The address of an element of a buffer.
    String address(int buffer, DType dtype, Index index) {
        return address(parameter(new PtxKernel.Parameter.Pointer(buffer)), value(index), dtype);
    }

    /// The same, `position` strides on.
    String address(int buffer, DType dtype, Index index, String position, Extent stride) {
        String sum = draw();
        t.line("mad.lo%s %s, %s, %s, %s", s(), sum, position, size(stride), value(index));
        return address(parameter(new PtxKernel.Parameter.Pointer(buffer)), sum, dtype);
    }

    /// base + index · bytes of an element.
    String address(String base, String index, DType dtype) {
        String bytes = t.draw(Register.LONG);
        String address = t.draw(Register.LONG);
        t.line("mul%s %s, %s, %d", wide ? ".lo.s64" : ".wide.u32", bytes, index, dtype.bytes());
        t.line("add.s64 %s, %s, %s", address, base, bytes);
        return address;
    }
}
