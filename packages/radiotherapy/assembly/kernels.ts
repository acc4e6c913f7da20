// Products with a dose-influence matrix in blocks of four voxels by one bixel, as src/influence/row-blocks.ts makes them,
// in single precision. `npm run build:kernels` compiles this into src/influence/kernels.ts.

// Addresses, set once by who laid the matrix out in memory.
/** u32 for each group of four voxels, and one more: the number of its first block. */
export let starts: usize = 0
/** u16 for each block: its bixel. */
export let columns: usize = 0
/** Four f32 for each block. */
export let values: usize = 0
/** f32 for each bixel. */
export let weights: usize = 0
/** Four f32 for each group: a dose, or a gradient by dose. */
export let doses: usize = 0
/** Four f32 for each bixel: what the four lanes add up to. */
export let sums: usize = 0

function blockOf(group: usize): usize {
  return load<u32>(starts + (group << 2))
}

function weighted(value: usize, offset: usize, weight: usize): v128 {
  return f32x4.mul(v128.load(value + offset), v128.load32_splat(weight))
}

/** Doses of groups `from` up to `to`, for the weights. */
export function multiply(from: usize, to: usize): void {
  const vector = weights
  let block = blockOf(from)
  let value = values + (block << 4)
  let column = columns + (block << 1)
  for (let group = from; group < to; group++) {
    const end = values + (blockOf(group + 1) << 4)
    // Two sums hide how long an addition takes, and halve what is rounded away.
    let even = f32x4.splat(0)
    let odd = f32x4.splat(0)
    for (; value + 64 <= end; value += 64, column += 8) {
      even = f32x4.add(even, weighted(value, 0, vector + (load<u16>(column) << 2)))
      odd = f32x4.add(odd, weighted(value, 16, vector + (load<u16>(column, 2) << 2)))
      even = f32x4.add(even, weighted(value, 32, vector + (load<u16>(column, 4) << 2)))
      odd = f32x4.add(odd, weighted(value, 48, vector + (load<u16>(column, 6) << 2)))
    }
    for (; value < end; value += 16, column += 2)
      even = f32x4.add(even, weighted(value, 0, vector + (load<u16>(column) << 2)))
    v128.store(doses + (group << 4), f32x4.add(even, odd))
  }
}

function accumulate(value: usize, column: usize, gradient: v128): void {
  const sum = sums + (load<u16>(column) << 4)
  v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v128.load(value), gradient)))
}

/** Adds to the sums what groups `from` up to `to` give, for the gradient by dose. */
export function multiplyTransposed(from: usize, to: usize): void {
  for (let group = from; group < to; group++) {
    const gradient = v128.load(doses + (group << 4))
    // Most of the body is within its limits, and so has no gradient.
    if (!v128.any_true(f32x4.ne(gradient, f32x4.splat(0)))) continue
    const block = blockOf(group)
    let value = values + (block << 4)
    let column = columns + (block << 1)
    const end = values + (blockOf(group + 1) << 4)
    for (; value + 32 <= end; value += 32, column += 4) {
      accumulate(value, column, gradient)
      accumulate(value + 16, column + 2, gradient)
    }
    if (value < end) accumulate(value, column, gradient)
  }
}
