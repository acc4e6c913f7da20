/** A program that goes on whatever it is told. */
interface DeafProgram {
  readonly name: string
  readonly source: string
  /** Whether it does nothing but use one processor. */
  readonly isBusy: boolean
}

const ignoring = `import os, signal, sys, time
def each(act):
    for number in range(1, 65):
        try: act(number)
        except (OSError, ValueError, RuntimeError, AttributeError): pass
each(lambda number: signal.signal(number, signal.SIG_IGN))
`

/** Where there are no processes, threads, masks or clocks of alarms, as in WebAssembly, these go on without. */
const python: readonly DeafProgram[] = [
  { name: 'ignores every signal', isBusy: true, source: `${ignoring}while True: pass` },
  {
    name: 'handles every signal and goes on',
    isBusy: true,
    source: `${ignoring}each(lambda number: signal.signal(number, lambda *rest: None))\nwhile True: pass`,
  },
  {
    name: 'blocks every signal',
    isBusy: true,
    source: `${ignoring}try: signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except (OSError, ValueError, AttributeError): pass
while True: pass`,
  },
  {
    name: 'catches whatever is raised',
    isBusy: true,
    source: `${ignoring}while True:
    try:
        while True: pass
    except BaseException: pass
    finally: continue`,
  },
  { name: 'computes a power in C', isBusy: true, source: `${ignoring}7 ** 10 ** 8` },
  {
    name: 'matches a pattern in C',
    isBusy: true,
    source: `${ignoring}import re\nre.match("(a+)+$", "a" * 60 + "b")`,
  },
  { name: 'adds up numbers in C', isBusy: true, source: `${ignoring}sum(range(10 ** 15))` },
  {
    name: 'searches text in C',
    isBusy: true,
    source: `${ignoring}while True: ("ab" * 10 ** 6).count("aab")`,
  },
  {
    name: 'sleeps',
    isBusy: false,
    source: `${ignoring}while True:
    try: time.sleep(1000)
    except BaseException: pass`,
  },
  {
    name: 'is woken a thousand times a second',
    isBusy: false,
    source: `${ignoring}try:
    signal.signal(signal.SIGALRM, lambda *rest: None)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
except (OSError, AttributeError): pass
while True: time.sleep(0.01)`,
  },
  {
    name: 'leaves its session by two forks',
    isBusy: false,
    source: `${ignoring}try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0: os._exit(0)
except (OSError, AttributeError): pass
while True: time.sleep(0.01)`,
  },
  {
    name: 'works in many processes and groups',
    isBusy: false,
    source: `${ignoring}try:
    for _ in range(8):
        if os.fork() == 0:
            os.setpgid(0, 0)
            break
except (OSError, AttributeError): pass
while True: pass`,
  },
  {
    name: 'works in many threads',
    isBusy: false,
    source: `${ignoring}import threading
def work():
    while True: pass
try:
    for _ in range(8): threading.Thread(target=work, daemon=True).start()
except RuntimeError: pass
work()`,
  },
  {
    name: 'forks again and again',
    isBusy: false,
    source: `${ignoring}while True:
    try:
        if os.fork() == 0: os._exit(0)
    except (OSError, AttributeError): pass`,
  },
]

const javascript: readonly DeafProgram[] = [
  { name: 'loops', isBusy: true, source: 'for (;;);' },
  {
    name: 'catches whatever is thrown',
    isBusy: true,
    source: 'for (;;) { try { for (;;); } catch {} finally { continue } }',
  },
  {
    name: 'matches a pattern in C',
    isBusy: true,
    source: '/^(a+)+$/.test("a".repeat(60) + "b")',
  },
  {
    name: 'computes a power in C',
    isBusy: true,
    source: 'for (let n = 3n; ; ) n = (n * n) % 2n ** 20000n',
  },
  { name: 'sorts for ever', isBusy: true, source: 'for (;;) [3, 1, 2].sort(() => { for (;;); })' },
  { name: 'waits for promises', isBusy: true, source: '(async () => { for (;;) await null })()' },
  {
    name: 'searches text in C',
    isBusy: true,
    source: 'const text = "ab".repeat(100000); for (;;) text.indexOf("aab")',
  },
  {
    name: 'overflows the stack again and again',
    isBusy: true,
    source: 'for (;;) { try { (function deep() { deep() })() } catch {} }',
  },
  {
    name: 'answers by a proxy that never ends',
    isBusy: true,
    source: 'const p = new Proxy({}, { get() { for (;;); } }); String(p)',
  },
  {
    name: 'waits for the clock',
    isBusy: true,
    source: 'const end = Date.now() + 1e9; while (Date.now() < end);',
  },
]

export const deafPrograms = { python, javascript } as const
