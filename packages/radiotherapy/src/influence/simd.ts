import type { Csr } from './csr.ts'
import { checkLength, type Influence } from './influence.ts'
import { kernels } from './kernels.ts'
import { groupsOf, height, rowBlocks } from './row-blocks.ts'
import { webAssembly } from './web-assembly.ts'

/** Groups whose gradients are added up in single precision before they go into a sum in double precision. */
const groupsAtOnce = 512

let compiled: object | undefined

/**
 * Products in single precision by WebAssembly with SIMD, some 4 times as fast as plain TypeScript: doses to 1e-6 of the
 * greatest, gradients to 1e-5 of the greatest. They are the same on every machine: no order of additions is left open.
 */
export function simdInfluence(csr: Csr): Influence {
  const { voxels, bixels } = csr
  const groups = groupsOf(voxels)
  const { multiply, multiplyTransposed, weights, doses, sums } = load(csr)
  return {
    voxels,
    bixels,
    dose(vector) {
      checkLength('weights', vector, bixels)
      weights.set(vector)
      multiply(0, groups)
      return new Float64Array(doses.subarray(0, voxels))
    },
    transposed(gradient) {
      checkLength('a gradient by dose', gradient, voxels)
      doses.set(gradient)
      const byWeights = new Float64Array(bixels)
      for (let from = 0; from < groups; from += groupsAtOnce) {
        sums.fill(0)
        multiplyTransposed(from, Math.min(groups, from + groupsAtOnce))
        addLanes(sums, byWeights)
      }
      return byWeights
    },
  }
}

function addLanes(sums: Float32Array, into: Float64Array): void {
  for (let bixel = 0; bixel < into.length; bixel++) {
    const at = height * bixel
    into[bixel] = into[bixel]! + sums[at]! + sums[at + 1]! + (sums[at + 2]! + sums[at + 3]!)
  }
}

interface Kernels {
  readonly multiply: (from: number, to: number) => void
  readonly multiplyTransposed: (from: number, to: number) => void
  readonly weights: Float32Array
  /** Rows after the last voxel stay 0. */
  readonly doses: Float32Array
  readonly sums: Float32Array
}

/** Lays the matrix out in memory of its own. */
function load(csr: Csr): Kernels {
  const blocks = rowBlocks(csr)
  const parts = {
    values: blocks.values,
    starts: blocks.starts,
    columns: blocks.columns,
    weights: new Float32Array(csr.bixels),
    doses: new Float32Array(height * groupsOf(csr.voxels)),
    sums: new Float32Array(height * csr.bixels),
  }
  const addresses = new Map<string, number>()
  let bytes = 0
  for (const [name, { byteLength }] of Object.entries(parts)) {
    addresses.set(name, bytes)
    bytes += Math.ceil(byteLength / 64) * 64
  }
  const memory = new webAssembly.Memory({ initial: Math.ceil(bytes / 65_536) })
  const { exports } = new webAssembly.Instance(module(), { env: { memory } })
  for (const [name, address] of addresses) (exports[name] as { value: number }).value = address
  for (const [name, { buffer }] of Object.entries(parts))
    new Uint8Array(memory.buffer, addresses.get(name)).set(new Uint8Array(buffer))
  const view = (name: 'weights' | 'doses' | 'sums'): Float32Array =>
    new Float32Array(memory.buffer, addresses.get(name), parts[name].length)
  return {
    ...(exports as unknown as Pick<Kernels, 'multiply' | 'multiplyTransposed'>),
    weights: view('weights'),
    doses: view('doses'),
    sums: view('sums'),
  }
}

function module(): object {
  return (compiled ??= new webAssembly.Module(Uint8Array.from(atob(kernels), (byte) => byte.charCodeAt(0))))
}
