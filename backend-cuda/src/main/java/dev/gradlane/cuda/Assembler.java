package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/// NVIDIA's assembler, from PTX text to a processor's own code. It stands in JCuda's natives and needs no
/// GPU, no driver and no toolkit, so that every kernel is checked wherever it is written. A driver
/// assembles by itself when it loads PTX: this class is for tests and for figures.
public final class Assembler {
    /// Processors that the kernels are checked on: Volta (the oldest of the virtual architecture in use), Ampere,
    /// Hopper.
    public enum Target {
        SM_70,
        SM_80,
        SM_90;

        String option() {
            return "--gpu-name=" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final Pattern ERROR_LINE = Pattern.compile("line (\\d+)");

    private Assembler() {}

    /// Whether the assembler loads here.
    public static Availability availability() {
        return Loaded.AVAILABILITY;
    }

    /// Assembles `ptx`.
    ///
    /// @throws AssemblyException if ptxas refuses it; the message has ptxas's words and the line
    public static Assembly assemble(String ptx, Target target) {
        if (availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            throw new AssemblyException(reason + "; " + remedy);
        }
        byte[] source = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
        nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
        require("create", JNvPTXCompiler.nvPTXCompilerCreate(compiler, source.length, source));
        try {
            String[] options = {target.option(), "--verbose"};
            int result = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
            if (result != nvPTXCompileResult.NVPTXCOMPILE_SUCCESS) {
                throw new AssemblyException(explained(errors(compiler, result), ptx));
            }
            long[] size = new long[1];
            require("size", JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(compiler, size));
            byte[] cubin = new byte[Math.toIntExact(size[0])];
            require("program", JNvPTXCompiler.nvPTXCompilerGetCompiledProgram(compiler, cubin));
            require("size", JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size));
            byte[] log = new byte[Math.toIntExact(size[0]) + 1];
            if (size[0] > 0) {
                require("log", JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log));
            }
            return new Assembly(target, cubin, AssemblyReport.parse(text(log)));
        } finally {
            JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
        }
    }

    private static String errors(nvPTXCompilerHandle compiler, int result) {
        long[] size = new long[1];
        require("size", JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size));
        if (size[0] == 0) {
            return nvPTXCompileResult.stringFor(result);
        }
        byte[] log = new byte[Math.toIntExact(size[0]) + 1];
        require("log", JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log));
        return text(log);
    }

    /// ptxas's message with the text of the first line that it names.
    private static String explained(String message, String ptx) {
        Matcher number = ERROR_LINE.matcher(message);
        String[] lines = ptx.split("\n", -1);
        if (number.find()) {
            int line = Integer.parseInt(number.group(1));
            if (line >= 1 && line <= lines.length) {
                return "PTX line " + line + ": " + lines[line - 1].strip() + "\n" + message;
            }
        }
        return message;
    }

    private static String text(byte[] zeroTerminated) {
        String text = new String(zeroTerminated, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static void require(String step, int result) {
        if (result != nvPTXCompileResult.NVPTXCOMPILE_SUCCESS) {
            throw new AssemblyException("ptxas, " + step + ": " + nvPTXCompileResult.stringFor(result));
        }
    }

    /// Loading is tried once: after a failure the class never becomes usable in this process.
    private static final class Loaded {
        static final Availability AVAILABILITY = load();

        private Loaded() {}

        private static Availability load() {
            try {
                int[] major = new int[1];
                int[] minor = new int[1];
                Optional<Integer> failure = Natives.loading("JNvPTXCompiler", () -> {
                    JNvPTXCompiler.setExceptionsEnabled(false);
                    int result = JNvPTXCompiler.nvPTXCompilerGetVersion(major, minor);
                    return result == nvPTXCompileResult.NVPTXCOMPILE_SUCCESS ? Optional.empty() : Optional.of(result);
                });
                return failure.<Availability>map(result -> new Availability.Unavailable(
                                "ptxas gives no version: " + nvPTXCompileResult.stringFor(result),
                                "check that one version of jcuda-natives is on the path"))
                        .orElseGet(Availability.Ready::new);
            } catch (LinkageError | RuntimeException e) {
                String first =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
                return new Availability.Unavailable(
                        "the PTX assembler does not load: " + first,
                        "add jcuda-natives, which exists for Linux and Windows on x86-64");
            }
        }
    }
}
