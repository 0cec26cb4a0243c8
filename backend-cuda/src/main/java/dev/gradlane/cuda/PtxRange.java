package dev.gradlane.cuda;

/// The elements of a loop: registers of the first number and of the one after the last.
///
/// @param levels levels of chunks that a sum in order `lanes` needs
/// @param lanes lanes that elements of the first level reach, rounded up to a power of two
record PtxRange(String start, String end, int levels, int lanes) {}
