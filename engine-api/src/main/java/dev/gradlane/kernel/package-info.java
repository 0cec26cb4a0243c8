/// The second, lower intermediate representation, and the compiler from a frozen graph to it. All
/// accelerated backends share it: they turn each [dev.gradlane.kernel.Kernel] into machine code and
/// nothing else.
///
/// A program is a list of *stages*, each a kernel or an *array kernel*: a kind that no loop nest expresses, over whole
/// buffers, which a backend has code of its own for or lacks.
///
/// A *kernel* is a set of independent *cells*, one for each point of its *parallel axes*, and a *block*
/// of statements that every cell executes in order. Statements are scalar: a backend decides by the
/// kernel's *layout* what runs side by side.
///
/// ```text
/// program   = buffer* stage*                        stages run one after the other
/// stage     = kernel | array
/// array     = name bN* = kind bN* program*          a kind over whole buffers; the programs of its bodies
/// buffer    = bN: type[count] role                  role: input i, output i, constant, temporary
/// kernel    = name layout axis* block               layout: scalar, lane, row, block
/// axis      = iN < extent                           extent: a formula of the graph's symbols
/// block     = statement*
/// statement = vN:type = constant bits
///           | vN:type = op v…                       op: a ScalarOp or a lookup
///           | vN:type = position index              the index as a number
///           | vN:i64  = extent formula
///           | vN:type = load bN[index]
///           | vN:type = gather bN[index + vN·formula] vN < formula    0 where vN is out of range
///           | store bN[index] v
///           | (vN:type = kind order v…)* = fold axis* [of chunk iN] block     a loop with accumulators
///           | each axis* block                      a loop that only stores
///           | (vN = v else v)* = guard v block      meaning: select; the block may be skipped
///           | require v index node                  the fault word
/// index     = formula + iN·formula + …              in elements, not bytes
/// ```
///
/// A value is visible in its block after its definition and in blocks nested there. Values inside a loop
/// leave it through accumulators or stores only.
///
/// The order of every floating-point sum is pinned by [dev.gradlane.kernel.Accumulator#order()];
/// everything else about the schedule is free, because no other statement's result depends on it.
///
/// [dev.gradlane.kernel.Lowering] makes kernels by these passes, each with one reason:
///
/// | pass | what it does |
/// |---|---|
/// | `Stored` | which values must have memory: outputs, reductions, products, what a reshape splits |
/// | `Storage` | their buffers, and the *roots* that fill them: a value, a space, an affine place |
/// | `Fusion`, `Joining` | which roots share a kernel, with the reason when they do not |
/// | `Sharing` | dear values that would be computed again are stored too; then fusion once more |
/// | `ArrayLowering` | kinds that no loop nest expresses: stages of their own, their bodies programs |
/// | `Cone`, `Pulled` | what the roots of a kernel need, pulled down to loads; views are affine indices |
/// | `KernelWriter` | the cone as statements, each in the outermost block whose axes it needs |
/// | `LoopFusion` | sums over one row share a loop |
/// | `AxisCollapse` | neighbouring axes that all accesses run through become one |
/// | `LoopSplit` | a long sum of few cells: chunks first, then their results |
/// | `LayoutChoice` | what runs side by side |
/// | `Guards` | dear arms of selects that a backend may skip |
/// | `MemoryPlan` | temporaries that do not live together share memory |
///
/// None changes a bit: what is computed for an element, and the order of its sums, is the graph's.
/// [dev.gradlane.kernel.KernelChecker] proves a program well-formed and, at launch, its accesses in bounds.
package dev.gradlane.kernel;
