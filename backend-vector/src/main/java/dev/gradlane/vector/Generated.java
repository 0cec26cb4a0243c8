package dev.gradlane.vector;

import dev.gradlane.vector.Segment.Source;
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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Turns segments into a hidden class: a static method for each, and `run`, which calls them in order.
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
    /// @param sources where a segment finds what it does not compute
    /// @param emitters the emitter of each segment
    static Code define(
            String name, List<Segment> segments, Function<Segment, Map<Integer, Source>> sources, Emitters emitters) {
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
                builder.withMethodBody(method(i), Names.SEGMENT_METHOD, ClassFile.ACC_STATIC, code -> {
                    Segment segment = segments.get(index);
                    Assembly assembly = new Assembly(code, Map.of("frame", 0, "rows", 1, "from", 3, "to", 4));
                    Emitter emitter = emitters.emitter(assembly, tables, segment);
                    SegmentWriter.write(segment, sources.apply(segment), assembly, emitter);
                    // the class file's writer may ask twice, when a jump turns out to be long
                    listings.subList(Math.min(index, listings.size()), listings.size())
                            .clear();
                    listings.add(assembly.text());
                    lanes[index] = emitter.lanes();
                });
            }
            builder.withMethodBody("run", Names.METHOD, ClassFile.ACC_PUBLIC, code -> {
                for (int i = 0; i < segments.size(); i++) {
                    call(code, type, i, lanes[i], 1);
                }
                code.return_();
            });
            builder.withMethodBody(
                    "segment", Names.ONE_SEGMENT, ClassFile.ACC_PUBLIC, code -> choose(code, type, lanes));
        });
        return new Code(instance(bytes, tables), listing(bytes, listings));
    }

    /// ```text
    /// segment(frame, rows, 0, count & −lanes)
    /// if (count & lanes − 1) segment(frame, rows, count − lanes, count)
    /// ```
    ///
    /// @param frame slot of the first of the parameters frame, rows, count
    private static void call(CodeBuilder code, ClassDesc type, int segment, int lanes, int frame) {
        int rows = frame + 1;
        int count = frame + 3;
        code.aload(frame)
                .lload(rows)
                .iconst_0()
                .iload(count)
                .loadConstant(-lanes)
                .iand();
        code.invokestatic(type, method(segment), Names.SEGMENT_METHOD);
        if (lanes > 1) {
            code.iload(count).loadConstant(lanes - 1).iand().ifThen(Opcode.IFNE, tail -> {
                tail.aload(frame)
                        .lload(rows)
                        .iload(count)
                        .loadConstant(lanes)
                        .isub()
                        .iload(count);
                tail.invokestatic(type, method(segment), Names.SEGMENT_METHOD);
            });
        }
    }

    /// `switch (index) { case 0: segment0 …; return; case 1: … }`
    private static void choose(CodeBuilder code, ClassDesc type, int[] lanes) {
        Label end = code.newLabel();
        List<SwitchCase> cases = IntStream.range(0, lanes.length)
                .mapToObj(i -> SwitchCase.of(i, code.newLabel()))
                .toList();
        code.iload(1).tableswitch(end, cases);
        for (SwitchCase one : cases) {
            code.labelBinding(one.target());
            call(code, type, one.caseValue(), lanes[one.caseValue()], 2);
            code.return_();
        }
        code.labelBinding(end).return_();
    }

    /// Chooses how a segment is written.
    @FunctionalInterface
    interface Emitters {
        Emitter emitter(Assembly code, Tables tables, Segment segment);
    }

    private static String method(int index) {
        return "segment" + index;
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

    private static String listing(byte[] bytes, List<String> listings) {
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
            text.append("  ")
                    .append(name)
                    .append("(frame, rows, from, to) { // ")
                    .append(size)
                    .append(" bytes\n");
            text.append(listings.get(Integer.parseInt(name.substring("segment".length()))));
            text.append("  }\n");
        }
        return text.toString();
    }
}
