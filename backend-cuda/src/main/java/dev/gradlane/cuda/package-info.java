/// Runs kernels as PTX text through the CUDA driver.
package dev.gradlane.cuda;
