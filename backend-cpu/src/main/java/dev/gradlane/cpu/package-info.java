/// The scalar reference: interprets the frozen graph op by op, and so *defines* the results that every
/// other backend must give to the bit. Read it beside the numerics contract:
///
/// | what | where |
/// |---|---|
/// | scalar instructions, one loop each | `F32Loops`, `F64Loops`, `I32Loops`, `I64Loops`, `BoolLoops` |
/// | order `lanes` of sums and scalar products | `Lanes` |
/// | order `chain` of products | `Products` |
/// | order `halves` | `Halves` |
/// | folds that are free of order | `Folds` |
/// | views, pads, concatenations, ramps | `View`, `Run` |
///
/// A value is a `View`, a strided window on memory whose elements are numbered row-major, so that the
/// orders depend on numbers and never on layout. All arithmetic happens on a `Block`, a short row of
/// elements in a Java array. `Schedule` decides what runs when (`BlockProgram`: elementwise nodes of one
/// shape, node after node, block by block) and which memory is free again; a `Run` does it, in the calling
/// thread. The code is shared with no other backend: agreement between two programs proves more than
/// agreement of one with itself.
package dev.gradlane.cpu;
