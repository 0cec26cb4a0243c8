package dev.gradlane.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ptxas says of the kernels of a module.
public record AssemblyReport(List<Entry> entries) {
    /// One kernel.
    ///
    /// @param registers 32-bit registers of a thread
    /// @param stackBytes local memory of a thread
    /// @param spillStoreBytes, spillLoadBytes bytes that a thread stores and loads because registers do not suffice
    /// @param sharedBytes static shared memory of a block
    /// @param constantBytes parameters and literals
    public record Entry(
            String name,
            int registers,
            int stackBytes,
            int spillStoreBytes,
            int spillLoadBytes,
            int sharedBytes,
            int constantBytes) {}

    private static final Pattern ENTRY = Pattern.compile("Function properties for '?([A-Za-z0-9_$]+)'?");
    private static final Pattern STACK =
            Pattern.compile("(\\d+) bytes stack frame, (\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
    private static final Pattern CONSTANT = Pattern.compile("(\\d+) bytes cmem");

    public AssemblyReport {
        entries = List.copyOf(entries);
    }

    /// @throws AssemblyException if there is no such kernel
    public Entry entry(String name) {
        return entries.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssemblyException("ptxas reports no kernel '" + name + "', but "
                        + entries.stream().map(Entry::name).toList()));
    }

    static AssemblyReport parse(String log) {
        List<Entry> entries = new ArrayList<>();
        String name = "";
        int[] stack = new int[3];
        for (String line : log.lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.find()) {
                name = entry.group(1);
            }
            Matcher frame = STACK.matcher(line);
            if (frame.find()) {
                stack = new int[] {number(frame, 1), number(frame, 2), number(frame, 3)};
            }
            Matcher registers = REGISTERS.matcher(line);
            if (registers.find()) {
                entries.add(new Entry(
                        name,
                        number(registers, 1),
                        stack[0],
                        stack[1],
                        stack[2],
                        sum(SHARED.matcher(line)),
                        sum(CONSTANT.matcher(line))));
            }
        }
        return new AssemblyReport(entries);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static int sum(Matcher matcher) {
        int sum = 0;
        while (matcher.find()) {
            sum += number(matcher, 1);
        }
        return sum;
    }
}
