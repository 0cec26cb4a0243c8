package dev.gradlane.vector;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Turns segments into a hidden class: a static method for each; `run`, which calls those of the full route in order;
/// and `common`, which does so with those of the common route until one tells of a rare point.
/// Where the points are no multiple of a segment's lanes, it is called once more for one vector that ends at the last
/// point and overlaps the one before it. Nothing that a method reads is written by it but a merge, which gives the
/// same when it is done again: computing some points twice is harmless.
final class Generated {
    /// HotSpot never compiles a longer method.
    static final int LARGEST_METHOD = 8000;

    /// @param tile the code
    /// @param listing the same for people, with the size of each method
    record Code(Tile tile, String listing) {}

    private Generated() {}

    /// @param name of the class, for stack traces
    /// @param emitters the emitter of each segment
    static Code define(String name, StraightPlan plan, Emitters emitters) {
        List<Segment> segments = plan.segments();
        int full = plan.full.segments().size();
        ClassDesc type = ClassDesc.of(Generated.class.getPackageName(), name);
        Tables tables = new Tables();
        List<String> listings = new ArrayList<>();
        byte[] bytes = ClassFile.of().build(type, builder -> {
            builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(Names.TILE)
                    .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            code -> code.aload(0)
                                    .invokespecial(
                                            ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_());
            int[] lanes = new int[segments.size()];
            for (int i = 0; i < segments.size(); i++) {
                int index = i;
                Method method = new Method(type, i, i >= full);
                builder.withMethodBody(method.name(), method.descriptor(), ClassFile.ACC_STATIC, code -> {
                    Segment segment = segments.get(index);
                    Assembly assembly = new Assembly(code, Map.of("frame", 0, "rows", 1, "from", 3, "to", 4));
                    Emitter emitter = emitters.emitter(assembly, tables, segment);
                    SegmentWriter.write(segment, plan.sourcesOf(index), assembly, emitter, method.tells());
                    // the class file's writer may ask twice, when a jump turns out to be long
                    listings.subList(Math.min(index, listings.size()), listings.size())
                            .clear();
                    listings.add(assembly.text());
                    lanes[index] = emitter.lanes();
                });
            }
            builder.withMethodBody("run", Names.METHOD, ClassFile.ACC_PUBLIC, code -> {
                for (int i = 0; i < full; i++) {
                    call(code, new Method(type, i, false), lanes[i], 1);
                }
                code.return_();
            });
            builder.withMethodBody(
                    "hasCommon",
                    Names.HAS_COMMON,
                    ClassFile.ACC_PUBLIC,
                    code -> code.loadConstant(segments.size() > full ? 1 : 0).ireturn());
            builder.withMethodBody("common", Names.COMMON, ClassFile.ACC_PUBLIC, code -> {
                code.iconst_0();
                for (int i = full; i < lanes.length; i++) {
                    call(code, new Method(type, i, true), lanes[i], 1);
                    // a later segment's work would be in vain
                    code.dup().ifThen(Opcode.IFNE, rare -> rare.pop().iconst_0().ireturn());
                }
                code.pop().iconst_1().ireturn();
            });
            builder.withMethodBody(
                    "segment", Names.ONE_SEGMENT, ClassFile.ACC_PUBLIC, code -> choose(code, type, full, lanes));
        });
        return new Code(instance(bytes, tables), listing(bytes, listings, full));
    }

    /// The method of a segment.
    ///
    /// @param tells whether it returns 1 where it met a rare point, else 0
    private record Method(ClassDesc owner, int index, boolean tells) {
        String name() {
            return "segment" + index;
        }

        MethodTypeDesc descriptor() {
            return tells ? Names.TELLING_METHOD : Names.SEGMENT_METHOD;
        }
    }

    /// ```text
    /// segment(frame, rows, 0, count & −lanes)
    /// if (count & lanes − 1) segment(frame, rows, count − lanes, count)
    /// ```
    /// What a telling method says is joined to the int on the stack.
    ///
    /// @param frame slot of the first of the parameters frame, rows, count
    private static void call(CodeBuilder code, Method method, int lanes, int frame) {
        int rows = frame + 1;
        int count = frame + 3;
        code.aload(frame)
                .lload(rows)
                .iconst_0()
                .iload(count)
                .loadConstant(-lanes)
                .iand();
        invoke(code, method);
        if (lanes > 1) {
            code.iload(count).loadConstant(lanes - 1).iand().ifThen(Opcode.IFNE, tail -> {
                tail.aload(frame)
                        .lload(rows)
                        .iload(count)
                        .loadConstant(lanes)
                        .isub()
                        .iload(count);
                invoke(tail, method);
            });
        }
    }

    private static void invoke(CodeBuilder code, Method method) {
        code.invokestatic(method.owner(), method.name(), method.descriptor());
        if (method.tells()) {
            code.ior();
        }
    }

    /// `switch (index) { case 0: segment0 …; return; case 1: … }`
    private static void choose(CodeBuilder code, ClassDesc type, int full, int[] lanes) {
        Label end = code.newLabel();
        List<SwitchCase> cases = IntStream.range(0, lanes.length)
                .mapToObj(i -> SwitchCase.of(i, code.newLabel()))
                .toList();
        code.iload(1).tableswitch(end, cases);
        for (SwitchCase one : cases) {
            Method method = new Method(type, one.caseValue(), one.caseValue() >= full);
            code.labelBinding(one.target()).iconst_0();
            call(code, method, lanes[one.caseValue()], 2);
            code.pop().return_();
        }
        code.labelBinding(end).return_();
    }

    /// Chooses how a segment is written.
    @FunctionalInterface
    interface Emitters {
        Emitter emitter(Assembly code, Tables tables, Segment segment);
    }

    private static Tile instance(byte[] bytes, Tables tables) {
        try {
            MethodHandles.Lookup hidden =
                    MethodHandles.lookup().defineHiddenClassWithClassData(bytes, tables.arrays(), true);
            return (Tile) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("generated code was refused", e);
        }
    }

    private static String listing(byte[] bytes, List<String> listings, int full) {
        ClassModel model = ClassFile.of().parse(bytes);
        StringBuilder text = new StringBuilder();
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (!name.matches("segment\\d+")) {
                continue;
            }
            int size = ((CodeAttribute) method.code().orElseThrow()).codeLength();
            if (size > LARGEST_METHOD) {
                throw new IllegalStateException(name + " has " + size + " bytes: HotSpot would never compile it");
            }
            int index = Integer.parseInt(name.substring("segment".length()));
            if (index == full) {
                text.append("  where no point is rare:\n");
            }
            text.append("  ")
                    .append(name)
                    .append("(frame, rows, from, to) { // ")
                    .append(size)
                    .append(" bytes\n");
            text.append(listings.get(index));
            text.append("  }\n");
        }
        return text.toString();
    }
}
