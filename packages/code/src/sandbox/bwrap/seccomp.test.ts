import { describe, expect, it } from 'vitest'

import type { Instruction } from './instructions.ts'
import { filterProgram, seccompFilter } from './seccomp.ts'

interface SystemCall {
  readonly architecture: number
  readonly number: number
  readonly args?: readonly number[]
}

/** What the kernel would do: a machine for the few instructions that there are (bpf(4), seccomp(2)). */
function decide(program: readonly Instruction[], { architecture, number, args = [] }: SystemCall): string {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(number, 0)
  data.writeUInt32LE(architecture, 4)
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * index)
  let word = 0
  for (let at = 0; at < program.length; at++) {
    const { code, k, whenTrue = 0, whenFalse = 0 } = program[at]!
    if (code === 0x06) return actions[k >>> 0] ?? `0x${(k >>> 0).toString(16)}`
    if (code === 0x20) word = data.readUInt32LE(k)
    else at += comparisons[code]!(word, k) ? whenTrue : whenFalse
  }
  throw new Error('the program has no end')
}

/** BPF_JEQ, BPF_JGE and BPF_JSET. */
const comparisons: Readonly<Record<number, (word: number, k: number) => boolean>> = {
  0x15: (word, k) => word === k,
  0x35: (word, k) => word >= k,
  0x45: (word, k) => (word & k) !== 0,
}

const actions: Readonly<Record<number, string>> = {
  0x7fff0000: 'allow',
  0x80000000: 'kill',
  0x00050001: 'EPERM',
  0x00050026: 'ENOSYS',
  0x00050061: 'EAFNOSUPPORT',
}

const machines = {
  x64: { architecture: 0xc000003e, foreign: 0x40000003, read: 0, socket: 41, clone: 56, clone3: 435, ioctl: 16, ptrace: 101, mount: 165, bpf: 321, memfd: 319 },
  arm64: { architecture: 0xc00000b7, foreign: 0x40000028, read: 63, socket: 198, clone: 220, clone3: 435, ioctl: 29, ptrace: 117, mount: 40, bpf: 280, memfd: 279 },
} as const // prettier-ignore

describe.each(['x64', 'arm64'] as const)('the filter for %s', (name) => {
  const program = filterProgram(name)
  const { architecture, foreign, read, socket, clone, clone3, ioctl, ptrace, mount, bpf, memfd } =
    machines[name]
  const of = (number: number, ...args: number[]) => decide(program, { architecture, number, args })

  it('allows what programs do', () => {
    expect(of(read)).toBe('allow')
    expect(of(socket, 1, 1)).toBe('allow')
    // A thread: CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD; a fork: SIGCHLD.
    expect(of(clone, 0x10f00)).toBe('allow')
    expect(of(clone, 17)).toBe('allow')
    expect(of(ioctl, 1, 0x5413)).toBe('allow')
  })

  it('refuses what they have no business with', () => {
    for (const number of [ptrace, mount, bpf, memfd]) expect(of(number)).toBe('EPERM')
    for (const family of [0, 2, 10, 16, 17, 40]) expect(of(socket, family)).toBe('EAFNOSUPPORT')
    expect(of(clone3)).toBe('ENOSYS')
    for (const flag of [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
      expect(of(clone, flag | 17), `0x${flag.toString(16)}`).toBe('EPERM')
    expect(of(ioctl, 0, 0x5412)).toBe('EPERM')
    expect(of(ioctl, 0, 0x541c)).toBe('EPERM')
  })

  it('ends a program that calls as another processor would', () => {
    expect(decide(program, { architecture: foreign, number: read })).toBe('kill')
    const another = name === 'x64' ? 'kill' : 'allow'
    expect(of(0x40000000 + 39)).toBe(another)
  })

  it('is 8 bytes per instruction', () => {
    const bytes = seccompFilter(name)
    expect(bytes.length).toBe(program.length * 8)
    expect([...bytes.subarray(0, 8)]).toEqual([0x20, 0, 0, 0, 4, 0, 0, 0])
  })
})
