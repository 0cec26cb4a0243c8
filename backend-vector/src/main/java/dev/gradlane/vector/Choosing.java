package dev.gradlane.vector;

/// A scalar choice: one of two programs of the same arguments.
record Choosing(SizedProgram ifTrue, SizedProgram ifFalse) implements SizedArray {
    @Override
    public long workspaceBytes() {
        return Math.max(ifTrue.slabBytes(), ifFalse.slabBytes());
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        boolean choice = Address.ALL.get(Address.BYTE, operands[0]) != 0;
        SizedProgram chosen = choice ? ifTrue : ifFalse;
        long[] arguments = new long[operands.length - 1 + results.length];
        System.arraycopy(operands, 1, arguments, 0, operands.length - 1);
        System.arraycopy(results, 0, arguments, operands.length - 1, results.length);
        chosen.run(run, chosen.addresses(arguments, workspace), workspace);
    }
}
