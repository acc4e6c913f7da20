import { join } from 'node:path'

import type { NamedProgram } from '../sandboxes.test.support.ts'

const ownManifest = join(import.meta.dirname, '../../../package.json')

/** Ways out for programs of Node.js; each prints SUCCESS if it found one. `attempt` tries, and prints it if nothing was thrown. */
const tools = String.raw`
const fs = require("node:fs"), net = require("node:net"), path = require("node:path")
const child = require("node:child_process")
const attempt = (work) => { try { const found = work(); if (found) console.log("SUCCESS", String(found).slice(0, 200)) } catch {} }
`

const programs: Readonly<Record<string, string>> = {
  'reads files of the host': `for (const file of ["CANARY_FILE", "/etc/passwd", "/etc/shadow", "/root/.ssh/id_rsa", "/etc/hostname", "/var/log/dpkg.log"]) attempt(() => fs.readFileSync(file, "utf8"))
for (const folder of ["/root", "/home", "/etc", "/var", "/srv", "/mnt"]) attempt(() => fs.readdirSync(folder).join() || undefined)`,
  'finds neighbours of Node.js itself': `attempt(() => fs.readdirSync(path.dirname(process.execPath)).filter((name) => !/^(bin|dev|lib\\w*|node|proc|tmp|usr)$/.test(name)).join())
attempt(() => fs.readlinkSync("/proc/self/exe") !== process.execPath && fs.readlinkSync("/proc/self/exe"))`,
  'looks for a secret in every environment': `const seen = JSON.stringify(process.env)
attempt(() => seen.includes("CANARY-ENV"))
for (const name of fs.readdirSync("/proc")) attempt(() => /^\\d+$/.test(name) && fs.readFileSync("/proc/" + name + "/environ", "latin1").includes("CANARY-ENV"))`,
  'connects to a port': `net.connect(45991, "127.0.0.1", function () { console.log("SUCCESS"); this.destroy() }).on("error", () => {})`,
  fetches: `fetch("http://127.0.0.1:45991/").then(() => console.log("SUCCESS"), () => {})`,
  'opens a WebSocket': `const socket = new WebSocket("ws://127.0.0.1:45991/"); socket.onopen = () => console.log("SUCCESS"); socket.onerror = () => process.exit()`,
  'sends a datagram': `const socket = require("node:dgram").createSocket("udp4"); socket.on("error", () => process.exit()); socket.send("x", 45992, "127.0.0.1", (error) => { if (!error) console.log("SUCCESS"); process.exit() })`,
  'asks for a name': `require("node:dns").lookup("localhost", { family: 4 }, () => {}); require("node:dns").resolve4("example.com", (error) => { if (!error) console.log("SUCCESS"); process.exit() })`,
  listens: `net.createServer().on("error", () => {}).listen(0, "127.0.0.1", function () { console.log("SUCCESS"); this.close() })`,
  'connects to an abstract socket': `net.connect({ path: "\\0CANARY_SOCKET" }, function () { console.log("SUCCESS"); this.destroy() }).on("error", () => {})`,
  'lets other programs read and connect': `attempt(() => child.execFileSync("/usr/bin/cat", ["CANARY_FILE"]))
attempt(() => child.execSync("cat CANARY_FILE /etc/passwd"))
attempt(() => child.execFileSync("/usr/bin/python3", ["-c", "import socket; s = socket.socket(); s.settimeout(0.2); s.connect(('127.0.0.1', 45991)); print('reached')"], { stdio: ["ignore", "pipe", "ignore"] }))
attempt(() => child.execFileSync("/usr/bin/unshare", ["-U", "true"], { stdio: "ignore" }) && "a namespace")
attempt(() => child.spawnSync("/usr/bin/unshare", ["-U", "true"]).status === 0)`,
  'kills and looks at its parents': `attempt(() => process.ppid > 0 && process.kill(process.ppid, 0))
const own = new Set(fs.readdirSync("/proc/self/task"))
for (let pid = 1; pid < 5000; pid++) if (!own.has(String(pid))) attempt(() => process.kill(pid, 0))
attempt(() => fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name) && Number(name) > process.pid).join())`,
  'leaves through /proc': `for (const way of ["/proc/1/root", "/proc/self/root", "/proc/1/cwd", "/proc/self/cwd/.."]) {
  attempt(() => fs.readFileSync(way + "CANARY_FILE", "utf8"))
  attempt(() => fs.readdirSync(way + "/home").join())
  attempt(() => fs.readdirSync(way + "/etc").join())
}
attempt(() => fs.openSync("/proc/sys/kernel/core_pattern", "w"))
attempt(() => fs.writeFileSync("/proc/self/oom_score_adj", "-1000") ?? "written")
attempt(() => fs.openSync("/proc/1/mem", "r+") > 99)
attempt(() => fs.readFileSync("/proc/kcore"))`,
  'finds a descriptor that it was not given': `for (const name of fs.readdirSync("/proc/self/fd")) attempt(() => {
  const to = fs.readlinkSync("/proc/self/fd/" + name)
  return !/^(socket|pipe|anon_inode):|^\\/dev\\/null$|^\\/proc\\/|^\\/tmp\\/.*\\(deleted\\)$/.test(to) && to
})`,
  'writes outside of /tmp': `for (const folder of ["/", "/usr", "/usr/bin", "/dev", "/dev/shm", "/proc", "/lib", path.dirname(process.execPath)])
  attempt(() => fs.writeFileSync(path.join(folder, "pwned"), "x") ?? folder)
attempt(() => fs.appendFileSync(process.execPath, "x") ?? "appended")
attempt(() => fs.chmodSync(process.execPath, 0o777) ?? "changed")`,
  'becomes root': `for (const name of ["setuid", "setgid", "seteuid", "setegid"]) attempt(() => process[name](0) ?? name)
attempt(() => process.setgroups([0]) ?? "groups")
const status = fs.readFileSync("/proc/self/status", "latin1")
attempt(() => /^Cap\\w+:\\s+0*[1-9a-f]/m.exec(status)?.[0])
attempt(() => !/^NoNewPrivs:\\s1$/m.test(status) || !/^Seccomp:\\s2$/m.test(status))`,
  'opens its debugger': `const inspector = require("node:inspector")
attempt(() => { inspector.open(0, "127.0.0.1"); return inspector.url() })
process.kill(process.pid, "SIGUSR1")
setTimeout(() => attempt(() => inspector.url()), 200)`,
  'asks for what Node.js has inside': `attempt(() => { const { spawn } = process.binding("spawn_sync"); const made = spawn({ file: "/usr/bin/cat", args: ["cat", "CANARY_FILE"], stdio: [{ type: "pipe", readable: true, writable: false }, { type: "pipe", readable: false, writable: true }] }); return made.output && String(made.output[1]) })
attempt(() => process.binding("fs") && fs.readFileSync("CANARY_FILE", "utf8"))
attempt(() => { process.dlopen({ exports: {} }, "CANARY_FILE"); return "loaded" })`,
  'looks from a worker': `const { Worker } = require("node:worker_threads")
new Worker(\`const fs = require("node:fs"); for (const file of ["CANARY_FILE", "/etc/passwd"]) try { console.log("SUCCESS", fs.readFileSync(file, "utf8")) } catch {}
require("node:net").connect(45991, "127.0.0.1", () => console.log("SUCCESS")).on("error", () => {})\`, { eval: true, resourceLimits: { codeRangeSizeMb: 16 } }).on("error", () => {})`,
  'looks from another Node.js': `attempt(() => String(child.execFileSync(process.execPath, ["-e", 'require("node:net").connect(45991, "127.0.0.1", () => console.log("reached")).on("error", () => {}); try { console.log(require("node:fs").readFileSync("CANARY_FILE", "utf8")) } catch {}'], { stdio: ["ignore", "pipe", "ignore"] })).trim())`,
  'reads by WebAssembly': `const { WASI } = require("node:wasi")
attempt(() => { new WASI({ version: "preview1", preopens: { "/": "/" } }); return fs.existsSync("CANARY_FILE") })`,
  'loads modules of the host': `for (const name of ["vitest", "zod", "typescript", "npm", "${ownManifest}", "../package.json"]) attempt(() => require(name) && name)
attempt(() => require("node:module").globalPaths.filter((folder) => fs.existsSync(folder)).map((folder) => fs.readdirSync(folder)).flat().join())`,
  'says of what machine it is': `attempt(() => require("node:os").hostname() === HOSTNAME && "the host's name")
attempt(() => Object.values(require("node:os").networkInterfaces()).flat().find(({ internal }) => !internal)?.address)
attempt(() => require("node:os").userInfo().uid === 0)`,
}

export const nodeAttacks: readonly NamedProgram[] = Object.entries(programs).map(([name, program]) => ({
  name,
  program: `${tools}\n${program}`,
}))

export interface Bomb extends NamedProgram {
  /** Each of these is a way to be contained. */
  readonly ends: readonly string[]
}

const bomb = (name: string, ends: string, program: string): Bomb => ({ name, program, ends: ends.split(' ') })

/** Programs that take too much, as whole programs. */
export const nodeBombs: readonly Bomb[] = [
  bomb('a loop', 'timeout', 'for (;;);'),
  bomb(
    'a loop that ignores all signals',
    'timeout',
    'for (const name of Object.keys(require("os").constants.signals)) try { process.on(name, () => {}) } catch {}\nfor (;;);',
  ),
  bomb('microtasks without end', 'timeout', 'const more = () => Promise.resolve().then(more); more()'),
  bomb('ticks without end', 'timeout', 'const more = () => process.nextTick(more); more()'),
  bomb('turns without end', 'timeout', 'const more = () => setImmediate(more); more()'),
  bomb('a timer that never ends', 'timeout', 'setInterval(() => {}, 1)'),
  bomb('sleeps', 'timeout', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'),
  bomb('a pattern that backtracks for ever', 'timeout', '/^(a+)+$/.test("a".repeat(50) + "b")'),
  bomb('handlers of its end that loop', 'timeout', 'process.on("exit", () => { for (;;); }); process.exit()'),
  bomb('objects', 'memory timeout', 'const all = []; for (;;) all.push({ all, a: new Array(100).fill({}) })'),
  bomb(
    'many texts',
    'memory timeout',
    'const all = []; for (let n = 0; ; n++) all.push(("x" + n).repeat(9999).split(""))',
  ),
  bomb('buffers', 'raised memory', 'const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1))'),
  bomb(
    'shared buffers',
    'raised memory',
    'const all = []; for (;;) all.push(new Uint8Array(new SharedArrayBuffer(1 << 24)).fill(1))',
  ),
  bomb(
    'memory of WebAssembly',
    'raised memory',
    'const all = []; for (;;) { const m = new WebAssembly.Memory({ initial: 256 }); new Uint8Array(m.buffer).fill(1); all.push(m) }',
  ),
  bomb(
    'memory that is asked for again and again',
    'timeout memory',
    'for (;;) try { const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1)) } catch {}',
  ),
  bomb(
    'a file that unpacks to gigabytes',
    'raised memory timeout',
    'const zlib = require("zlib"); let data = zlib.gzipSync(Buffer.alloc(1 << 24)); const all = []; for (;;) all.push(zlib.gunzipSync(data))',
  ),
  bomb(
    'files',
    'raised memory timeout crashed',
    'const fs = require("fs"); for (let n = 0; ; n++) fs.writeFileSync("/tmp/" + n, Buffer.alloc(1 << 20, 1))',
  ),
  bomb(
    'one large file',
    'raised crashed',
    'const fs = require("fs"); const to = fs.openSync("/tmp/large", "w"); for (;;) fs.writeSync(to, Buffer.alloc(1 << 20, 1))',
  ),
  bomb(
    'workers that loop',
    'timeout memory crashed raised',
    'const { Worker } = require("worker_threads"); for (let n = 0; n < 200; n++) new Worker("for (;;);", { eval: true, resourceLimits: { codeRangeSizeMb: 8 } }); for (;;);',
  ),
  bomb(
    'workers that start workers',
    'timeout memory crashed raised',
    'const { Worker } = require("worker_threads"); const text = `const { Worker } = require("worker_threads"); for (;;) new Worker(${JSON.stringify("for (;;);")}, { eval: true, resourceLimits: { codeRangeSizeMb: 8 } })`; for (let n = 0; n < 50; n++) new Worker(text, { eval: true, resourceLimits: { codeRangeSizeMb: 8 } })',
  ),
  bomb(
    'processes that start processes',
    'timeout memory raised crashed exited',
    'const { spawn } = require("child_process"); const text = "const s = () => { try { require(\'child_process\').spawn(process.execPath, [\'-e\', process.argv[1] ?? \'for(;;);\'], { detached: true, stdio: \'ignore\' }).on(\'error\', () => {}) } catch {} }; for (;;) s()"; for (let n = 0; n < 50; n++) spawn(process.execPath, ["-e", text, text], { detached: true, stdio: "ignore" }).on("error", () => {}); for (;;);',
  ),
  bomb(
    'daemons that outlive it',
    'exited crashed',
    'const { spawn } = require("child_process"); for (let n = 0; n < 20; n++) spawn("/usr/bin/sleep", ["1000"], { detached: true, stdio: "ignore" }).on("error", () => {}).unref(); require("fs").closeSync(3); process.reallyExit(0)',
  ),
  bomb('a flood of output', 'output', 'for (;;) console.log("flood".repeat(1000))'),
  bomb('a flood of errors', 'output', 'for (;;) require("fs").writeSync(2, "flood".repeat(1000))'),
  bomb('an answer that never ends', 'protocol', 'for (;;) require("fs").writeSync(3, "[".repeat(65536))'),
  bomb(
    'answers that nobody asked for',
    'protocol',
    'require("fs").writeSync(3, \'["0","returned",null,""]\\n["0","returned",null,""]\\n\')',
  ),
  bomb(
    'closes every descriptor and loops',
    'timeout exited crashed',
    'for (let n = 0; n < 64; n++) try { require("fs").closeSync(n) } catch {}\nfor (;;);',
  ),
  bomb('stops itself', 'timeout returned', 'process.kill(process.pid, "SIGSTOP")'),
  bomb('aborts', 'crashed', 'process.abort()'),
  bomb('a stack without end', 'raised', '(function deep() { deep() })()'),
]
