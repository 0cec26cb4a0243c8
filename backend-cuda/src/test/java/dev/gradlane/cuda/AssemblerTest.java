package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.cuda.Assembler.Target;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AssemblerTest {
    private static final String SHARED_SUM = """
            .version 8.0
            .target sm_70
            .address_size 64
            .visible .entry pair(.param .u64 out)
            {
              .reg .b32 %r<3>;
              .reg .b64 %rd<2>;
              .reg .f32 %f<4>;
              .shared .align 4 .b8 cells[512];
              mov.u32 %r0, %tid.x;
              shl.b32 %r1, %r0, 2;
              mov.u32 %r2, cells;
              add.s32 %r1, %r1, %r2;
              cvt.rn.f32.u32 %f0, %r0;
              st.shared.f32 [%r1], %f0;
              bar.sync 0;
              ld.shared.f32 %f1, [%r1];
              fma.rn.f32 %f2, %f1, %f0, %f0;
              ld.param.u64 %rd0, [out];
              mul.wide.u32 %rd1, %r0, 4;
              add.s64 %rd0, %rd0, %rd1;
              st.global.f32 [%rd0], %f2;
              ret;
            }
            """;

    @BeforeEach
    void loads() {
        if (Assembler.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            Assumptions.abort(reason + "; " + remedy);
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void givesAnElfImageAndItsRegisters(Target target) {
        Assembly assembly = Assembler.assemble(SHARED_SUM, target);
        assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, Arrays.copyOf(assembly.cubin(), 4));
        AssemblyReport.Entry entry = assembly.report().entry("pair");
        assertTrue(entry.registers() >= 4 && entry.registers() <= 32, entry::toString);
        assertEquals(512, entry.sharedBytes());
        assertEquals(0, entry.spillStoreBytes() + entry.spillLoadBytes());
    }

    @Test
    void namesTheLineThatItRefuses() {
        String wrong = SHARED_SUM.replace("fma.rn.f32 %f2, %f1, %f0, %f0;", "fma.rn.f32 %f2, %f1, %f9, %f0;");
        String message = assertThrows(AssemblyException.class, () -> Assembler.assemble(wrong, Target.SM_70))
                .getMessage();
        assertTrue(message.startsWith("PTX line 18: fma.rn.f32 %f2, %f1, %f9, %f0;"), message);
    }

    @Test
    void givesTheTemporaryDirectoryBack() {
        Assembler.assemble(SHARED_SUM, Target.SM_70);
        assertFalse(System.getProperty("java.io.tmpdir").contains("gradlane"));
    }
}
