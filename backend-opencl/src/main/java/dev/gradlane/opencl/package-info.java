/// Runs kernels as OpenCL C.
package dev.gradlane.opencl;
