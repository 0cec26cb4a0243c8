package dev.gradlane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packages of the engine form a DAG: `graph` below everything, the facade above everything.
class PackageDependenciesTest {
    @TempDir
    Path planted;

    @Test
    void theEngineKeepsTheDirection() throws IOException {
        var dependencies = PackageDependencies.of(Path.of("target/classes"));
        assertTrue(dependencies.uses().containsKey("graph"), "no class file was read: " + dependencies);
        assertEquals(List.of(), dependencies.violations(), dependencies::toString);
    }

    @Test
    void seesTypesOfFieldsAndMethodsButNotText() throws IOException {
        plant("text.Printer", "graph.Graph", "dev/gradlane/pass/Batch is a text");
        assertEquals(Set.of("graph"), PackageDependencies.of(planted).uses().get("text"));
        assertEquals(List.of(), PackageDependencies.of(planted).violations());
    }

    @Test
    void catchesAUseOfTheFacade() throws IOException {
        plant("autodiff.Vjp", "Tensor", "");
        assertEquals(
                List.of("autodiff uses the facade, which nothing may"),
                PackageDependencies.of(planted).violations());
    }

    @Test
    void catchesAGraphThatLooksUp() throws IOException {
        plant("graph.Graph", "text.Printer", "");
        assertEquals(
                List.of("graph uses [text], but stands below every other package"),
                PackageDependencies.of(planted).violations());
    }

    @Test
    void catchesABackendThatTransforms() throws IOException {
        plant("backend.Backend", "pass.Batch", "");
        assertEquals(
                List.of("backend uses [pass], but a backend may need graph and kernel only"),
                PackageDependencies.of(planted).violations());
    }

    @Test
    void catchesACycle() throws IOException {
        plant("pass.Batch", "text.Printer", "");
        plant("text.Printer", "autodiff.Vjp", "");
        plant("autodiff.Vjp", "pass.Batch", "");
        assertEquals(3, PackageDependencies.of(planted).violations().size());
    }

    /// Writes a class with a method that takes `used` and returns a text.
    private void plant(String name, String used, String text) throws IOException {
        var type = MethodTypeDesc.of(ConstantDescs.CD_String, ClassDesc.of("dev.gradlane." + used));
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of("dev.gradlane." + name),
                        planter -> planter.withMethodBody(
                                "say",
                                type,
                                ClassFile.ACC_STATIC,
                                code -> code.loadConstant(text).areturn()));
        Path file = planted.resolve("dev/gradlane/" + name.replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }
}
