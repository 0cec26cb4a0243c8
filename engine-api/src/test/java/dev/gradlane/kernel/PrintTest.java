package dev.gradlane.kernel;

import org.junit.jupiter.api.Test;

class PrintTest {
    @Test
    void print() {
        for (var g : java.util.List.of(Models.neuron(), Models.softmax(), Models.logSumExp(), Models.columnSums(), Models.meanSquare(), Models.layer())) {
            System.out.println(dev.gradlane.text.GraphText.print(g));
            System.out.println(KernelText.print(Lowering.of(g, LoweringOptions.DEFAULT)));
        }
    }
}
