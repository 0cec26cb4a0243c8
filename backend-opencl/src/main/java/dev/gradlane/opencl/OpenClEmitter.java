package dev.gradlane.opencl;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Table;
import dev.gradlane.kernel.BufferPlan;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Kernels as OpenCL C 1.2. One IR instruction per statement and `FP_CONTRACT OFF`: compilers contract
/// `a * b + c` within an expression without the pragma, and some across statements without the pragma
/// too.
final class OpenClEmitter {
    private final KernelProgram program;
    private final Target target;
    private final Set<Prelude> used = Prelude.none();
    private final Map<Table, String> tables = new LinkedHashMap<>();
    private final Map<Integer, Long> constantOffsets = new LinkedHashMap<>();
    private final List<Integer> faultNodes = new ArrayList<>();
    private long constantBytes;

    private OpenClEmitter(KernelProgram program, Target target) {
        this.program = program;
        this.target = target;
    }

    /// @throws BackendException if the program needs f64 and the target has none
    static OpenClSource of(KernelProgram program, Target target) {
        return new OpenClEmitter(program, target).emit();
    }

    private OpenClSource emit() {
        for (KernelBuffer buffer : program.buffers()) {
            if (buffer.role() instanceof KernelBuffer.Role.Constant(var literal)) {
                constantOffsets.put(buffer.id(), constantBytes);
                constantBytes +=
                        Math.ceilDiv((long) literal.size() * buffer.type().bytes(), (long) BufferPlan.ALIGNMENT)
                                * BufferPlan.ALIGNMENT;
            }
        }
        Code kernels = new Code();
        List<KernelSource> sources = new ArrayList<>();
        for (Kernel kernel : program.kernels()) {
            for (Kernel part : Parts.of(kernel, target.buffers())) {
                sources.add(new KernelEmitter(this, part).emit(kernels.line("")));
            }
        }
        Code code = new Code();
        header(code);
        tables.forEach((table, name) -> table(code.line(""), table, name));
        used.forEach(function -> code.line("").lines(function.text()));
        return new OpenClSource(
                code.toString() + kernels, sources, constantOffsets, Math.max(constantBytes, 1), faultNodes);
    }

    private void header(Code code) {
        code.line("#pragma OPENCL FP_CONTRACT OFF");
        if (target.f64()) {
            code.line("#pragma OPENCL EXTENSION cl_khr_fp64 : enable");
        }
        code.line("#ifdef WIDE");
        code.line("typedef long idx;");
        code.line("#else");
        code.line("typedef int idx;");
        code.line("#endif");
    }

    private static void table(Code code, Table table, String name) {
        DType bits = table.dtype().bitsType();
        List<String> entries = new ArrayList<>();
        for (long entry : table.bits()) {
            entries.add(
                    bits.bytes() == 8
                            ? "0x" + Long.toHexString(entry) + "ul"
                            : "0x" + Long.toHexString(entry & 0xffffffffL) + "u");
        }
        code.open("__constant " + Types.unsigned(bits) + " " + name + "[" + entries.size() + "] =");
        for (int i = 0; i < entries.size(); i += 6) {
            code.line(String.join(", ", entries.subList(i, Math.min(i + 6, entries.size()))) + ",");
        }
        code.closeStatement();
    }

    Target target() {
        return target;
    }

    Set<Prelude> used() {
        return used;
    }

    KernelBuffer buffer(int id) {
        return program.buffers().get(id);
    }

    long constantOffset(int buffer) {
        return constantOffsets.get(buffer);
    }

    String table(Table table) {
        return tables.computeIfAbsent(table, _ -> "table" + tables.size());
    }

    /// The fault word of a new `require`.
    int faultWord(int node) {
        faultNodes.add(node);
        return faultNodes.size() - 1;
    }

    /// @throws BackendException if the target lacks the type
    void require(DType type) {
        if (type == DType.F64 && !target.f64()) {
            throw new BackendException("graph " + program.graph().name()
                    + " computes in f64, which this OpenCL device lacks (cl_khr_fp64): use f32, or another device");
        }
    }
}
