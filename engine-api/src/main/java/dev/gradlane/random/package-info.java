/// Random numbers without state: a number is a function of where it stands.
///
/// *Position.* Every number has a key (which generator), a stream (which of its draws), a sample (which row of a
/// batch) and an element (which place in the drawn array). [dev.gradlane.random.Philox] turns a position into 128
/// random bits, [dev.gradlane.random.Draws] turns bits into uniform, normal and exponential numbers and integers.
/// All of it is Iota and scalar instructions on integers: there is nothing for a backend to implement, it fuses
/// into whatever uses the numbers, and the bits are the same on every device, for every batch and every number of
/// threads.
///
/// *Counter.* The words of Philox's counter, from the first, are
///
/// | word | holds |
/// |---|---|
/// | 0 | the block within the draw |
/// | 1 | the stream |
/// | 2, 3 | the sample, low word first |
///
/// and its key is the key, low word first. A block has four words w0 … w3; where several make one number, the low word
/// comes first. Element e of a draw takes
///
/// | draw | block | words |
/// |---|---|---|
/// | `bits` i32, `uniform` and `exponential` f32 | e / 4 | w[e mod 4] |
/// | `bits` i64, `uniform` and `exponential` f64, `integers` i32, `permutation` | e / 2 | w[2(e mod 2)], w[2(e mod
/// 2)+1] |
/// | `integers` i64 | e | w0 … w3 |
/// | `normal` f32, with the pair p = e / 2 | p / 2 | w[2(p mod 2)] for the radius, w[2(p mod 2)+1] for the angle |
/// | `normal` f64, with the pair p = e / 2 | p | w0, w1 for the radius, w2, w3 for the angle |
///
/// So element e is the same number whatever the size of the array, and two draws of one position share their bits:
/// take another stream for each draw.
///
/// The facade wraps it as `Random`.
package dev.gradlane.random;
