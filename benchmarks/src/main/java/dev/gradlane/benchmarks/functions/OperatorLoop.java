package dev.gradlane.benchmarks.functions;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// A function of the Vector API over arrays. [LoopClasses] defines this class once for every operator: the compiler
/// turns an operator into instructions only where it is a constant.
final class OperatorLoop implements Loop {
    private static final VectorOperators.Operator OPERATOR = LoopClasses.data(MethodHandles.lookup());

    @Override
    public void run(float[] x, float[] z, float[] y) {
        var species = FloatVector.SPECIES_PREFERRED;
        for (int i = 0; i < x.length; i += species.length()) {
            FloatVector v = FloatVector.fromArray(species, x, i);
            FloatVector result = OPERATOR instanceof VectorOperators.Unary unary
                    ? v.lanewise(unary)
                    : v.lanewise((VectorOperators.Binary) OPERATOR, FloatVector.fromArray(species, z, i));
            result.intoArray(y, i);
        }
    }

    @Override
    public void run(double[] x, double[] z, double[] y) {
        var species = DoubleVector.SPECIES_PREFERRED;
        for (int i = 0; i < x.length; i += species.length()) {
            DoubleVector v = DoubleVector.fromArray(species, x, i);
            DoubleVector result = OPERATOR instanceof VectorOperators.Unary unary
                    ? v.lanewise(unary)
                    : v.lanewise((VectorOperators.Binary) OPERATOR, DoubleVector.fromArray(species, z, i));
            result.intoArray(y, i);
        }
    }
}
