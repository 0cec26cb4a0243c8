package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `gradlane explain`: the tutorial's picture in every form.
class ExplainTest {
    private static final String NEURON = "1/(1+exp(-(w0*x0+w1*x1+w2)))";
    private static final String POINT = "w0=2,x0=-1,w1=-3,x1=-2,w2=-3";

    @Test
    void showsTheCircuitWithBothFlows() {
        assertEquals("""
                edge   forward  gradient
                x → +     -2.0      -4.0
                y → +      5.0      -4.0
                + → ×      3.0      -4.0
                z → ×     -4.0       3.0
                × → f    -12.0       1.0
                """, explain("--fn", "(x+y)*z", "--at", "x=-2,y=5,z=-4"));
    }

    @Test
    void showsTheNeuron() {
        assertEquals("""
                edge                   forward              gradient
                w0 → ×#1                   2.0  -0.19661193324148188
                x0 → ×#1                  -1.0   0.39322386648296376
                w1 → ×#2                  -3.0  -0.39322386648296376
                x1 → ×#2                  -2.0   -0.5898357997244457
                ×#1 → +#1                 -2.0   0.19661193324148188
                ×#2 → +#1                  6.0   0.19661193324148188
                +#1 → +#2                  4.0   0.19661193324148188
                w2 → +#2                  -3.0   0.19661193324148188
                +#2 → neg                  1.0   0.19661193324148188
                neg → exp                 -1.0  -0.19661193324148188
                1.0 → +#3                  1.0
                exp → +#3  0.36787944117144233    -0.534446645388523
                1.0 → ÷                    1.0
                +#3 → ÷     1.3678794411714423    -0.534446645388523
                ÷ → f       0.7310585786300049                   1.0
                """, explain("--fn", NEURON, "--at", POINT));
    }

    @Test
    void eachUseHasItsOwnShareOfTheGradient() {
        assertEquals("""
                edge   forward  gradient
                x → ×      3.0       2.0
                y → ×      2.0       3.0
                × → +      6.0       1.0
                x → +      3.0       1.0
                + → f      9.0       1.0
                """, explain("--fn", "x*y + x", "--at", "x=3,y=2"));
    }

    @Test
    void printsTheGradientGraph() {
        assertEquals("""
                graph f.grad {
                  %0:f64[] = input x
                  %1:f64[] = input y
                  %2:f64[] = input z
                  %3:f64[] = add %0 %1
                  %4:f64[] = mul %3 %2
                  return value = %4, d_x = %2, d_y = %2, d_z = %3
                }
                """, explain("--fn", "(x+y)*z", "--emit", "gradient"));
    }

    @Test
    void eachStageShowsTheProgramThatRunsOverRows() {
        assertEquals("""
                graph f.grad {
                  %0:f64[B] = input x
                  %1:f64[B] = input y
                  %2:f64[B] = input z
                  %3:f64[B] = add %0 %1
                  %4:f64[B] = mul %3 %2
                  return value = %4, d_x = %2, d_y = %2, d_z = %3
                }
                """, explain("--fn", "(x+y)*z", "--stage", "graph"));
        String frozen = explain("--fn", NEURON, "--stage", "frozen", "--dtype", "f32");
        assertTrue(frozen.contains("; digest sha256:"), frozen);
        Graph parsed = GraphText.parse(frozen);
        assertEquals(parsed, Freeze.of(parsed), "nothing is left to freeze");
        String kernels = explain("--fn", "(x+y)*z", "--stage", "kernels");
        assertTrue(kernels.startsWith("program f.grad\n"), kernels);
        assertTrue(kernels.contains("k0 lane i0 < B {"), kernels);
        String plan = explain("--fn", "mean(x*x)", "--stage", "plan");
        assertTrue(plan.startsWith("plan of f.grad: temporaries "), plan);
        String source = explain("--fn", "(x+y)*z", "--stage", "source", "--device", "cpu");
        assertTrue(source.startsWith("graph f.grad on device cpu: "), source);
    }

    @Test
    void aStageStandsAlone() {
        var run = CommandLineRun.of("explain", "--fn", "x", "--stage", "graph", "--at", "x=1");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("gradlane: --stage shows a program"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph", "gradient", "expanded"})
    void graphTextParsesBack(String emit) {
        String text = explain("--fn", NEURON, "--emit", emit);
        assertEquals(
                text.lines().filter(l -> !l.startsWith(";")).toList(),
                GraphText.print(GraphText.parse(text)).lines().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {NEURON, "x", "mean((x - mean(x))^2)", "where(x > y, max(x, 1), `a & b`)", "2", "x*x + x^3"})
    void thePictureIsWellFormed(String function) throws Exception {
        byte[] svg = explain("--fn", function, "--emit", "svg").getBytes(StandardCharsets.UTF_8);
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertEquals("svg", document.getDocumentElement().getTagName());
        assertTrue(explain("--fn", function, "--emit", "dot").startsWith("digraph circuit {"));
    }

    @Test
    void thePictureShowsForwardAndGradient() {
        String svg = explain("--fn", "(x+y)*z", "--at", "x=-2,y=5,z=-4", "--emit", "svg");
        assertEquals(5, svg.split("class=\"forward\"").length - 1);
        assertEquals(5, svg.split("class=\"gradient\"").length - 1);
        assertTrue(svg.contains(">-12.0</text>"));
    }

    private static String explain(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "explain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        var run = CommandLineRun.of(all);
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.err());
        return run.out();
    }
}
