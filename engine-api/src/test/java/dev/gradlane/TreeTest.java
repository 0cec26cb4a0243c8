package dev.gradlane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TreeTest {
    record Layer(Tensor weights, Tensor bias) {}

    record Model(List<Layer> layers, Map<String, Tensor> extras) {}

    private static final Tensor W = Ops.f64(2, 3);
    private static final Tensor B = Ops.f32(3);
    private static final Tensor E = Ops.i32();
    private static final Model MODEL = new Model(List.of(new Layer(W, B)), Map.of("e", E));

    @Test
    void leavesComeInOrderAndGoBackToTheirPlaces() {
        assertEquals(List.of(W, B, E), Tree.leaves(MODEL));
        Model other = Tree.of(MODEL, List.of(B, E, W));
        assertSame(B, other.layers().getFirst().weights());
        assertSame(E, other.layers().getFirst().bias());
        assertSame(W, other.extras().get("e"));
    }

    @Test
    void mapsLeafByLeaf() {
        Model zeros = Tree.map(MODEL, t -> Tensor.zeros(t.type()));
        assertArrayEquals(new double[6], zeros.layers().getFirst().weights().toDoubles());
        assertArrayEquals(new float[3], zeros.layers().getFirst().bias().toFloats());
        Model second = Tree.map(MODEL, zeros, (_, zero) -> zero);
        assertEquals(Tree.leaves(zeros), Tree.leaves(second));
    }

    @Test
    void anotherTreeIsRefused() {
        var other = new Model(List.of(), Map.of("e", E));
        var message = assertThrows(IllegalArgumentException.class, () -> Tree.map(MODEL, other, (a, _) -> a))
                .getMessage();
        assertTrue(message.contains("'layers' should be a list of 1"), message);
        assertThrows(IllegalArgumentException.class, () -> Tree.of(MODEL, List.of(W)));
    }

    /// The digests are those of the bytes by another program: 0000803f 0000c07f, and 01 00 of two flags.
    @Test
    void aDigestIsOfTheBitsWithOneNaN() {
        float otherNaN = Float.intBitsToFloat(0xffc12345);
        Tensor floats = Tensor.of(new float[] {1, otherNaN}, 2);
        assertEquals("sha256:c5a9838fc5dcd30b553f91b142049c4fd057c83c043c7534ef12c4bc9439041d", Tree.digest(floats));
        assertEquals(Tree.digest(floats), Tree.digest(List.of(Tensor.of(new float[] {1}), Tensor.of(new float[] {
            Float.NaN
        }))));
        assertEquals(
                "sha256:47dc540c94ceb704a23875c11273e16bb0b8a87aed84de911f2133568115f254",
                Tree.digest(List.of(Tensor.scalar(DType.BOOL, 1), Tensor.scalar(DType.BOOL, 0))));
        assertNotEquals(Tree.digest(Tensor.of(0.0)), Tree.digest(Tensor.of(-0.0)));
    }

    @ParameterizedTest
    @EnumSource
    void scalarsAndZerosHaveEveryType(DType dtype) {
        Tensor one = Tensor.scalar(dtype, 1);
        assertEquals(dtype, one.dtype());
        assertEquals(1, one.item());
        Tensor zeros = Tensor.zeros(one.type());
        assertEquals(one.type(), zeros.type());
        assertEquals(0, zeros.item());
    }

    @Test
    void dataGetTheTypeOfAnotherTensor() {
        Tensor like = Tensor.of(MemorySegment.ofArray(new double[] {1, 2, 3, 4, 5, 6}), W.type());
        assertEquals(W.type(), like.type());
        assertEquals(6, like.toDoubles()[5]);
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(MemorySegment.ofArray(new double[5]), W.type()));
    }

    @Test
    void aScalarIsANumberOfItsType() {
        assertEquals(0.1f, Tensor.scalar(DType.F32, 0.1).toFloats()[0]);
        assertThrows(IllegalArgumentException.class, () -> Tensor.scalar(DType.I32, 0.5));
    }

    @Test
    void zerosNeedASize() {
        Tensor open = Ops.f64(Dim.symbol("B"));
        assertThrows(GraphException.class, () -> Tensor.zeros(open.type()));
        assertEquals(0, Tensor.zeros(Ops.f32(0, 3).type()).toFloats().length);
    }

    @Test
    void aFunctionHasThePrototypesThatItWasTracedWith() {
        var f = Fn.trace("f", new Layer(W, B), l -> l.weights().sum());
        assertEquals(W.type(), f.prototype().weights().type());
        assertEquals("f64[B,2,3]", f.batched().prototype().weights().toString());
        // they are what a function around it is traced with
        var g = Fn.trace("g", f.batched().prototype(), f.batched()::apply);
        assertEquals(f.batched().graph().outputTypes(), g.graph().outputTypes());
    }
}
