import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface Reaped {
  /** The line that the program printed. */
  readonly said: string
  /** What descended from it 100 ms after it had said that: number, state and command of each process. */
  readonly left: readonly string[]
  /** What was still there once it had ended too. */
  readonly leftAtEnd: readonly string[]
}

/**
 * Runs a program of Node.js below a process that inherits whatever loses its parent (PR_SET_CHILD_SUBREAPER, prctl(2)), so that
 * no process or zombie can be missed, and none that others started is counted. The program prints a line when it is done, and
 * ends with its standard input. `waits`: zombies that lost their parent are waited for, as the first process of a system does.
 */
export async function reaped(
  args: readonly string[],
  { env, waits }: { readonly env: Readonly<Record<string, string>>; readonly waits: boolean },
): Promise<Reaped> {
  const child = spawn('/usr/bin/python3', ['-c', reaper, String(waits), process.execPath, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [told, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (errors !== '') throw new Error(errors)
  return JSON.parse(told) as Reaped
}

const reaper = `
import ctypes, json, os, subprocess, sys, time
if ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) != 0:
    raise OSError("there is no subreaper")
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

def below(pid):
    found = []
    for thread in os.listdir("/proc/%d/task" % pid):
        for one in open("/proc/%d/task/%s/children" % (pid, thread)).read().split():
            if int(one) == child.pid:
                found += below(child.pid)
                continue
            try:
                state = open("/proc/%s/stat" % one).read().rsplit(")", 1)
            except OSError:
                continue
            found += ["%s %s)" % (state[1].split()[0], state[0])] + below(int(one))
    return found

said = child.stdout.readline().decode()
time.sleep(0.1)
if sys.argv[1] == "true":
    for one in below(os.getpid()):
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            pass
left = below(os.getpid())
child.stdin.close()
child.wait()
json.dump({"said": said, "left": left, "leftAtEnd": below(os.getpid())}, sys.stdout)
`
