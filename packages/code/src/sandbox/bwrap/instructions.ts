/** One instruction of a classic BPF program: `struct sock_filter` of linux/filter.h. */
export interface Instruction {
  readonly code: number
  readonly k: number
  /** How many instructions to skip if a comparison holds, and if not. */
  readonly whenTrue?: number
  readonly whenFalse?: number
}

const load = 0x20 // BPF_LD | BPF_W | BPF_ABS
const jumpIfEqual = 0x15 // BPF_JMP | BPF_JEQ | BPF_K
const jumpIfNotBelow = 0x35 // BPF_JMP | BPF_JGE | BPF_K
const jumpIfAnyBit = 0x45 // BPF_JMP | BPF_JSET | BPF_K
const give = 0x06 // BPF_RET | BPF_K

/** Loads 4 bytes of `struct seccomp_data`. */
export const loadWord = (offset: number): Instruction => ({ code: load, k: offset })
export const answer = (action: number): Instruction => ({ code: give, k: action })

/** Runs `then` (which has to answer) where the loaded word equals `k`, and what follows where it does not. */
export const whereEqual = (k: number, then: readonly Instruction[]): readonly Instruction[] => [
  { code: jumpIfEqual, k, whenTrue: 0, whenFalse: then.length },
  ...then,
]

/** Runs `then` where it differs from `k`. */
export const whereDifferent = (k: number, then: readonly Instruction[]): readonly Instruction[] => [
  { code: jumpIfEqual, k, whenTrue: then.length, whenFalse: 0 },
  ...then,
]

/** Runs `then` where it is `k` or more, without a sign. */
export const whereAtLeast = (k: number, then: readonly Instruction[]): readonly Instruction[] => [
  { code: jumpIfNotBelow, k, whenTrue: 0, whenFalse: then.length },
  ...then,
]

/** Runs `then` where it has any bit of `k`. */
export const whereAnyBit = (k: number, then: readonly Instruction[]): readonly Instruction[] => [
  { code: jumpIfAnyBit, k, whenTrue: 0, whenFalse: then.length },
  ...then,
]

/** The bytes as the kernel takes them: 8 per instruction, in little-endian order. */
export function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [index, { code, k, whenTrue = 0, whenFalse = 0 }] of program.entries()) {
    if (whenTrue > 255 || whenFalse > 255) throw new RangeError('a jump is at most 255 instructions')
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(whenTrue, index * 8 + 2)
    bytes.writeUInt8(whenFalse, index * 8 + 3)
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4)
  }
  return bytes
}
