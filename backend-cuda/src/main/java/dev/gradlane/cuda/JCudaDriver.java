package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;

/// One GPU through JCuda, in the context that the process's users of it share. Only for a GPU that [SymbolProbe] found.
/// Everything goes to the default stream, which keeps the order.
final class JCudaDriver implements CudaDriver {
    /// Buffers of the JDK hold less than 2 GiB.
    private static final long PIECE = 1L << 30;

    private final String token;
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final Map<Long, Allocation> allocations = new ConcurrentHashMap<>();

    /// JCuda hides the number that an address is.
    private static final class Allocation extends CUdeviceptr {
        long address() {
            return getNativePointer() + getByteOffset();
        }
    }

    /// @param index as the driver counts
    JCudaDriver(String token, int index) {
        this.token = token;
        Natives.loading("JCudaDriver", () -> {
            jcuda.driver.JCudaDriver.setExceptionsEnabled(false);
            return true;
        });
        require("start", jcuda.driver.JCudaDriver.cuInit(0));
        require("open", jcuda.driver.JCudaDriver.cuDeviceGet(device, index));
        require("open", jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
    }

    @Override
    public String name() {
        byte[] name = new byte[256];
        require("name", jcuda.driver.JCudaDriver.cuDeviceGetName(name, name.length, device));
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8) + " (sm_"
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR) + ")";
    }

    private int attribute(int attribute) {
        int[] value = new int[1];
        require("attribute", jcuda.driver.JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
        return value[0];
    }

    @Override
    public long allocate(long bytes) {
        enter();
        Allocation allocation = new Allocation();
        int result = jcuda.driver.JCudaDriver.cuMemAlloc(allocation, Math.max(bytes, 1));
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new BackendException("device " + token + " is out of memory: it was asked for " + bytes
                    + " bytes; run fewer samples at once");
        }
        require("allocate " + bytes + " bytes", result);
        allocations.put(allocation.address(), allocation);
        return allocation.address();
    }

    @Override
    public void free(long address) {
        enter();
        require("free", jcuda.driver.JCudaDriver.cuMemFree(allocations.remove(address)));
    }

    @Override
    public void upload(long to, MemorySegment from) {
        enter();
        pieces(
                from,
                true,
                (offset, host) -> jcuda.driver.JCudaDriver.cuMemcpyHtoD(
                        allocations.get(to).withByteOffset(offset), Pointer.toBuffer(host), host.remaining()));
    }

    @Override
    public void download(MemorySegment to, long from) {
        enter();
        pieces(
                to,
                false,
                (offset, host) -> jcuda.driver.JCudaDriver.cuMemcpyDtoH(
                        Pointer.toBuffer(host), allocations.get(from).withByteOffset(offset), host.remaining()));
    }

    private interface Copy {
        int run(long offset, ByteBuffer host);
    }

    /// Memory outside the heap is copied as it is, arrays by way of a piece outside.
    private void pieces(MemorySegment host, boolean upload, Copy copy) {
        for (long offset = 0; offset < host.byteSize(); offset += PIECE) {
            MemorySegment piece = host.asSlice(offset, Math.min(PIECE, host.byteSize() - offset));
            if (piece.isNative()) {
                require("copy", copy.run(offset, piece.asByteBuffer()));
            } else {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment outside = arena.allocate(piece.byteSize(), 64);
                    if (upload) {
                        outside.copyFrom(piece);
                    }
                    require("copy", copy.run(offset, outside.asByteBuffer()));
                    if (!upload) {
                        piece.copyFrom(outside);
                    }
                }
            }
        }
    }

    @Override
    public Module load(String ptx) {
        enter();
        CUmodule module = new CUmodule();
        byte[] image = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
        require("load PTX", jcuda.driver.JCudaDriver.cuModuleLoadData(module, image));
        Map<String, CUfunction> functions = new ConcurrentHashMap<>();
        return new Module() {
            @Override
            public void launch(String kernel, int blocks, int threads, List<Long> arguments) {
                enter();
                CUfunction function = functions.computeIfAbsent(kernel, name -> function(module, name));
                // a parameter of 32 bits takes the lower half of its long
                NativePointerObject[] pointers = arguments.stream()
                        .map(bits -> Pointer.to(new long[] {bits}))
                        .toArray(NativePointerObject[]::new);
                require(
                        "launch " + kernel,
                        jcuda.driver.JCudaDriver.cuLaunchKernel(
                                function, blocks, 1, 1, threads, 1, 1, 0, null, Pointer.to(pointers), null));
            }

            @Override
            public void close() {
                enter();
                require("unload", jcuda.driver.JCudaDriver.cuModuleUnload(module));
            }
        };
    }

    private CUfunction function(CUmodule module, String name) {
        CUfunction function = new CUfunction();
        require("find " + name, jcuda.driver.JCudaDriver.cuModuleGetFunction(function, module, name));
        return function;
    }

    @Override
    public void synchronize() {
        enter();
        require("run", jcuda.driver.JCudaDriver.cuCtxSynchronize());
    }

    @Override
    public void close() {
        require("close", jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease(device));
    }

    /// A context belongs to a thread until the thread takes another one.
    private void enter() {
        require("enter", jcuda.driver.JCudaDriver.cuCtxSetCurrent(context));
    }

    private void require(String step, int result) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw new BackendException(
                    "device " + token + " failed, " + step + ": " + CUresult.stringFor(result) + "; see nvidia-smi");
        }
    }
}
