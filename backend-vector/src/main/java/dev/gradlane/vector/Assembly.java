package dev.gradlane.vector;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The body of one method under construction: each instruction goes to the class file and, as an expression over a
/// mirror of the operand stack, to a listing in Java's words. Locals have names.
final class Assembly {
    private final CodeBuilder code;
    private final Deque<String> stack = new ArrayDeque<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    /// @param parameters names of the method's parameters with their slots
    Assembly(CodeBuilder code, Map<String, Integer> parameters) {
        this.code = code;
        slots.putAll(parameters);
    }

    /// The listing so far, one statement a line.
    String text() {
        return text.toString();
    }

    Assembly get(TypeKind kind, String name) {
        code.loadLocal(kind, slots.get(name));
        return push(name);
    }

    /// Ends a statement `name = …`.
    void set(TypeKind kind, String name) {
        code.storeLocal(kind, slots.computeIfAbsent(name, _ -> code.allocateLocal(kind)));
        line(name + " = " + stack.pop());
    }

    Assembly constant(int value) {
        code.loadConstant(value);
        return push(Integer.toString(value));
    }

    Assembly constant(long value) {
        code.loadConstant(value);
        return push(value + "L");
    }

    Assembly constant(float value) {
        code.loadConstant(value);
        return push(Float.isFinite(value) ? Float.toHexString(value) + "f" : Float.toString(value));
    }

    Assembly constant(double value) {
        code.loadConstant(value);
        return push(Double.isFinite(value) ? Double.toHexString(value) : Double.toString(value));
    }

    /// An object that the class makes when it first needs it.
    Assembly constant(DynamicConstantDesc<?> value, String name) {
        code.loadConstant(value);
        return push(name);
    }

    /// An object handed to the class when it was defined: number `index` of its list.
    Assembly datum(int index, ClassDesc type) {
        code.loadConstant(DynamicConstantDesc.ofNamed(
                ConstantDescs.ofConstantBootstrap(
                        ClassDesc.of("java.lang.invoke.MethodHandles"),
                        "classDataAt",
                        ConstantDescs.CD_Object,
                        ConstantDescs.CD_int),
                ConstantDescs.DEFAULT_NAME,
                type,
                index));
        return push("table" + index);
    }

    Assembly field(ClassDesc owner, String name, ClassDesc type) {
        code.getstatic(owner, name, type);
        return push(name);
    }

    Assembly call(ClassDesc owner, String name, MethodTypeDesc type) {
        code.invokevirtual(owner, name, type);
        return called(name, type, true);
    }

    Assembly callInterface(ClassDesc owner, String name, MethodTypeDesc type) {
        code.invokeinterface(owner, name, type);
        return called(name, type, true);
    }

    Assembly callStatic(ClassDesc owner, String name, MethodTypeDesc type) {
        code.invokestatic(owner, name, type);
        return called(owner.displayName() + "." + name, type, false);
    }

    private Assembly called(String name, MethodTypeDesc type, boolean onObject) {
        String arguments = String.join(", ", pop(type.parameterCount()));
        String call = (onObject ? stack.pop() + "." : "") + name + "(" + arguments + ")";
        if (type.returnType().equals(ConstantDescs.CD_void)) {
            line(call);
            return this;
        }
        return push(call);
    }

    /// A static type that the class file needs and a reader does not.
    Assembly cast(ClassDesc type) {
        code.checkcast(type);
        return this;
    }

    /// An instruction on the topmost `operands` values; `format` has a `%s` for each.
    Assembly apply(String format, int operands, Consumer<CodeBuilder> instruction) {
        instruction.accept(code);
        return push(format.formatted((Object[]) pop(operands).toArray(String[]::new)));
    }

    /// The slot of a local, for instructions inside [#apply].
    int slot(String name) {
        return slots.get(name);
    }

    /// Completes the text of the topmost value.
    void append(String rest) {
        stack.push(stack.pop() + rest);
    }

    Label label() {
        return code.newLabel();
    }

    void bind(Label label) {
        code.labelBinding(label);
    }

    /// An instruction that takes the topmost value and may jump; the listing says `statement` about it.
    void branch(String statement, Consumer<CodeBuilder> instruction) {
        instruction.accept(code);
        line(statement.formatted(stack.pop()));
    }

    /// Ends a statement whose instruction was given to [#apply] and left nothing.
    void note(String statement) {
        line(statement.formatted(stack.pop()));
    }

    /// An instruction that the stack does not notice.
    void plain(String statement, Consumer<CodeBuilder> instruction) {
        instruction.accept(code);
        line(statement);
    }

    void line(String statement) {
        text.append("    ").append(statement).append(";\n");
    }

    private Assembly push(String expression) {
        stack.push(expression);
        return this;
    }

    private List<String> pop(int count) {
        List<String> popped = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            popped.addFirst(stack.pop());
        }
        return popped;
    }
}
