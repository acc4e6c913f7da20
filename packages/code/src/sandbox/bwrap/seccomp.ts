import {
  answer,
  assemble,
  loadWord,
  whereAnyBit,
  whereAtLeast,
  whereDifferent,
  whereEqual,
  type Instruction,
} from './instructions.ts'
import { auditArchitecture, callNumber, refusedCalls, type Architecture } from './system-calls.ts'

// Actions of linux/seccomp.h; an errno is in their lower 16 bits.
const allow = 0x7fff0000
const killProcess = 0x80000000
const refuse = (errno: number) => 0x00050000 | errno
const notPermitted = 1 // EPERM
const noSuchCall = 38 // ENOSYS
const noSuchFamily = 97 // EAFNOSUPPORT

// Offsets in `struct seccomp_data`; an argument's low word comes first on both processors.
const numberAt = 0
const architectureAt = 4
const argumentAt = (index: number) => 16 + 8 * index

/** CLONE_NEW* of linux/sched.h: cgroup, uts, ipc, user, pid, net, ns, and time, whose bit clone uses for a signal. */
const newNamespace = 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x00020000
/** The numbers of the x32 calls, which are the others once more. */
const x32 = 0x40000000
const unixFamily = 1
/** TIOCSTI and TIOCLINUX put input into a terminal. */
const terminalInput = [0x5412, 0x541c]

/**
 * The filter of system calls for a program under test, as classic BPF for `bwrap --seccomp` (seccomp(2)). What is not
 * named is allowed: it is one wall of several. New namespaces, sockets other than Unix ones, foreign processors' calls and
 * all of `refusedCalls` are refused; clone3, whose flags no filter can see, does not exist, so that libc uses clone.
 */
export function seccompFilter(architecture: Architecture): Buffer {
  return assemble(filterProgram(architecture))
}

export function filterProgram(architecture: Architecture): readonly Instruction[] {
  const where = (name: Parameters<typeof callNumber>[0], then: readonly Instruction[]) =>
    whereEqual(callNumber(name, architecture), then)
  return [
    loadWord(architectureAt),
    ...whereDifferent(auditArchitecture[architecture], [answer(killProcess)]),
    loadWord(numberAt),
    ...(architecture === 'x64' ? whereAtLeast(x32, [answer(killProcess)]) : []),
    ...where('clone3', [answer(refuse(noSuchCall))]),
    ...where('clone', [
      loadWord(argumentAt(0)),
      ...whereAnyBit(newNamespace, [answer(refuse(notPermitted))]),
      answer(allow),
    ]),
    ...where('socket', onlyUnix),
    ...where('socketpair', onlyUnix),
    ...where('ioctl', [
      loadWord(argumentAt(1)),
      ...terminalInput.flatMap((request) => whereEqual(request, [answer(refuse(notPermitted))])),
      answer(allow),
    ]),
    ...refusedCalls(architecture).flatMap((number) => whereEqual(number, [answer(refuse(notPermitted))])),
    answer(allow),
  ]
}

const onlyUnix: readonly Instruction[] = [
  loadWord(argumentAt(0)),
  ...whereDifferent(unixFamily, [answer(refuse(noSuchFamily))]),
  answer(allow),
]
