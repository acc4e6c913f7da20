/** A program that takes as much memory as it can. */
interface HungryProgram {
  readonly name: string
  readonly source: string
}

const python: readonly HungryProgram[] = [
  { name: 'one piece, too large', source: 'kept = bytearray(1 << 33)' },
  {
    name: 'one piece, as large as there may be',
    source: `kept, size = [], 1 << 33
while size > 1 << 16:
    try: kept.append(bytearray(size))
    except (MemoryError, OverflowError): size //= 2`,
  },
  { name: 'large pieces', source: 'kept = []\nwhile True: kept.append(bytearray(1 << 24))' },
  { name: 'small pieces', source: 'kept = []\nwhile True: kept.append([0] * 100)' },
  { name: 'numbers and texts', source: 'kept = {}\nwhile True: kept[len(kept)] = "x%d" % len(kept)' },
  {
    name: 'bytes that grow',
    source: 'kept = bytearray()\nwhile True: kept += b"x" * 65536',
  },
  { name: 'text that doubles', source: 'kept = "x"\nwhile True: kept += kept' },
  { name: 'a list that doubles', source: 'kept = [0]\nwhile True: kept += kept' },
  { name: 'a number that is squared', source: 'kept = 3\nwhile True: kept *= kept' },
  {
    name: 'a recursion',
    source: `import sys
sys.setrecursionlimit(10 ** 9)
def deep(kept): return deep([kept] * 50)
deep([])`,
  },
  {
    name: 'pieces that are asked for again',
    source: `kept = []
while True:
    try: kept.append(bytearray(1 << 20))
    except MemoryError: pass`,
  },
  {
    name: 'memory that is shared',
    source: `import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 1 << 24))
    kept[-1].write(b"x" * (1 << 24))`,
  },
  {
    name: 'seven processes',
    source: `import os
try:
    for _ in range(6):
        if os.fork() == 0: break
except OSError: pass
kept = []
while True:
    try: kept.append(bytearray(1 << 22))
    except MemoryError: pass`,
  },
]

const javascript: readonly HungryProgram[] = [
  { name: 'one piece, too large', source: 'const kept = new ArrayBuffer(2 ** 31 - 1)' },
  {
    name: 'large pieces',
    source: 'const kept = []; for (;;) kept.push(new Uint8Array(1 << 22).fill(7))',
  },
  { name: 'small pieces', source: 'const kept = []; for (;;) kept.push(new Array(100).fill({}))' },
  {
    name: 'numbers and texts',
    source: 'const kept = new Map(); for (let n = 0; ; n++) kept.set(n, "x" + n)',
  },
  { name: 'text that doubles', source: 'let kept = "xy"; for (;;) kept += kept + kept.at(-1)' },
  { name: 'a list that doubles', source: 'let kept = [0]; for (;;) kept = kept.concat(kept)' },
  { name: 'a number that is squared', source: 'let kept = 3n; for (;;) kept *= kept' },
  { name: 'a recursion', source: 'const deep = (kept) => deep([kept, new Array(50).fill(kept)]); deep([])' },
  {
    name: 'pieces that are asked for again',
    source:
      'const kept = []; for (;;) { try { for (;;) kept.push(new Uint8Array(1 << 20).fill(1)) } catch {} }',
  },
]

export const hungryPrograms = { python, javascript } as const
