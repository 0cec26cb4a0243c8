package dev.gradlane.vector;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A hidden class that implements an interface with one method `run`, written by hand: loops that no kernel's
/// statements describe.
final class Routine {
    private Routine() {}

    /// @param name of the class, for stack traces
    /// @param type the interface
    /// @param parameters of `run`, in order: names and `long` or `int`
    /// @param body writes the method, with its return
    static <T> T define(String name, Class<T> type, Map<String, TypeKind> parameters, Consumer<Assembly> body) {
        return define(name, type, parameters, (code, _) -> body.accept(code));
    }

    /// A static method beside `run`.
    ///
    /// @param slots its parameters
    record Part(String name, MethodTypeDesc type, Map<String, Integer> slots, Consumer<Assembly> body) {}

    /// @param body is told the class, so that it can call the parts
    static <T> T define(
            String name,
            Class<T> type,
            Map<String, TypeKind> parameters,
            BiConsumer<Assembly, ClassDesc> body,
            Part... parts) {
        ClassDesc self = ClassDesc.of(Routine.class.getPackageName(), name);
        List<ClassDesc> types = new ArrayList<>();
        Map<String, Integer> slots = new LinkedHashMap<>();
        int slot = 1;
        for (Map.Entry<String, TypeKind> parameter : parameters.entrySet()) {
            types.add(parameter.getValue() == TypeKind.LONG ? ConstantDescs.CD_long : ConstantDescs.CD_int);
            slots.put(parameter.getKey(), slot);
            slot += parameter.getValue().slotSize();
        }
        byte[] bytes = ClassFile.of().build(self, builder -> {
            builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(ClassDesc.ofDescriptor(type.descriptorString()))
                    .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            code -> code.aload(0)
                                    .invokespecial(
                                            ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_())
                    .withMethodBody(
                            "run",
                            MethodTypeDesc.of(ConstantDescs.CD_void, types),
                            ClassFile.ACC_PUBLIC,
                            code -> body.accept(new Assembly(code, slots), self));
            for (Part part : parts) {
                builder.withMethodBody(
                        part.name,
                        part.type,
                        ClassFile.ACC_STATIC,
                        code -> part.body.accept(new Assembly(code, part.slots)));
            }
        });
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return type.cast(hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("generated code was refused", e);
        }
    }

    /// `for (; counter < bound; counter += step) body`: ints.
    static void loop(Assembly code, String counter, String bound, int step, Runnable body) {
        Label loop = code.label();
        Label end = code.label();
        code.bind(loop);
        code.get(TypeKind.INT, counter)
                .get(TypeKind.INT, bound)
                .apply("%s < %s", 2, c -> c.if_icmpge(end))
                .note("while (%s)");
        body.run();
        code.plain(
                counter + " += " + step, c -> c.iinc(code.slot(counter), step).goto_(loop));
        code.bind(end);
    }

    /// Pushes `pointer + bytes`.
    static Assembly at(Assembly code, String pointer, long bytes) {
        code.get(TypeKind.LONG, pointer);
        return bytes == 0 ? code : code.constant(bytes).apply("%s + %s", 2, CodeBuilder::ladd);
    }

    /// `pointer += bytes`.
    static void advance(Assembly code, String pointer, long bytes) {
        at(code, pointer, bytes).set(TypeKind.LONG, pointer);
    }

    /// `pointer += stride`, a local.
    static void advance(Assembly code, String pointer, String stride) {
        code.get(TypeKind.LONG, pointer)
                .get(TypeKind.LONG, stride)
                .apply("%s + %s", 2, CodeBuilder::ladd)
                .set(TypeKind.LONG, pointer);
    }
}
