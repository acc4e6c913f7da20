import { writeSync } from 'node:fs'
import { createContext, runInContext, type Context } from 'node:vm'
import { Worker } from 'node:worker_threads'

import { Channel } from './channel.ts'
import { readImage, roles, type Role } from './image.ts'
import { withMemoryLimit } from './memory-limit.ts'

/**
 * A process around one realm. Arguments: 'make', which prints the memory of a Python that is prepared, or what it serves;
 * bytes of memory, of output, of a file. Standard input is an image.
 */

interface Realm {
  boot(options: {
    bytes: Uint8Array
    library: Uint8Array
    hashSeed: number
    image: Uint8Array | undefined
  }): Promise<void>
  memory(): { readonly buffer: ArrayBuffer }
  prepare(text: string, starts: readonly string[], fileBytes: number): string
  adopt(image: Uint8Array, stackTop: number, fileBytes: number): void
  restore(): number
  run(pointer: number): string
}

/** Larger than this, and restoring takes longer than it saves. */
const mostRestored = 192 * 2 ** 20

const [, , role, ...numbers] = process.argv
const [memoryBytes, outputBytes, fileBytes] = numbers.map(Number) as [number, number, number]
const { header, image } = readImage(0)
const channel = new Channel(outputBytes)
let said = ''

const bytesAt = (pointer: number, length: number): Buffer =>
  Buffer.from(realm.memory().buffer, pointer >>> 0, length)

const context = createContext(Object.create(null) as Context, {
  codeGeneration: { strings: false, wasm: true },
})
const inRealm = (code: string): any => runInContext(code, context, { filename: 'realm' })
inRealm(`${Buffer.from(image.script).toString()}\nglobalThis._createPyodideModule = _createPyodideModule`)
const realm = (inRealm(Buffer.from(image.realm).toString()) as (...given: any[]) => Realm)(
  (pointer: number, length: number) => safely(() => channel.read(bytesAt(pointer, length))),
  (fd: number, pointer: number, length: number) => safely(() => channel.write(fd, bytesAt(pointer, length))),
  () => performance.now(),
  (text: string) => {
    said = `${said}${text}\n`.slice(-2000)
  },
)

// A program that never ends would outlive whoever started it.
new Worker(
  `const { ppid } = process
setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL') }, 500)`,
  { eval: true, env: {} },
).unref()

/** Nothing of this realm goes in: a number, or the end of everything. */
function safely(work: () => number | void): number {
  try {
    return work() ?? 0
  } catch {
    return process.exit(1)
  }
}

/** A copy that belongs to the realm. */
function given(bytes: Uint8Array): Uint8Array {
  const copy = inRealm(`new Uint8Array(${bytes.length})`) as Uint8Array
  Buffer.from(copy.buffer).set(bytes)
  return copy
}

try {
  const isMaking = role === 'make'
  const memory = isMaking ? undefined : given(image.memory)
  await realm.boot(
    Object.assign(inRealm('({})'), {
      bytes: given(withMemoryLimit(image.wasm, memoryBytes)),
      library: given(image.library),
      hashSeed: header.hashSeed,
      image: memory,
    }),
  )
  if (memory) serve(role as Role, memory)
  else make()
} catch (error) {
  writeSync(2, `${String(error)}\n${said}`)
  process.exit(1)
}

function make(): void {
  const starts = Object.assign(
    inRealm('[]'),
    roles.map((role) => header.start[role]),
  )
  const told = Buffer.from(realm.prepare(header.preparation, starts, fileBytes))
  const memory = Buffer.from(realm.memory().buffer)
  let used = memory.length
  while (used > 0 && memory[used - 1] === 0) used -= 1
  const length = Buffer.alloc(4)
  length.writeUInt32LE(told.length)
  const all = Buffer.concat([length, told, memory.subarray(0, used)])
  for (let done = 0; done < all.length;) done += writeSync(3, all, done)
}

function serve(role: Role, memory: Uint8Array): void {
  const { starts, stackTop } = header.kept!
  realm.adopt(memory, stackTop, fileBytes)
  const start = starts[roles.indexOf(role)]!
  for (;;) {
    if (realm.restore() > mostRestored) process.exit(0)
    channel.forget()
    const { how, detail } = JSON.parse(realm.run(start)) as { how: string; detail: string }
    if (how === 'back') continue
    if (how !== 'exit' || role !== 'judge') end(how, detail)
  }
}

/** Ends as the program did: with a status, or as by a signal. */
function end(how: string, detail: string): void {
  writeSync(2, `${how} ${detail}\n`.slice(0, 500))
  if (how === 'exit' || how === 'done' || how === 'failed') process.exit(0)
  process.kill(process.pid, 'SIGKILL')
}
