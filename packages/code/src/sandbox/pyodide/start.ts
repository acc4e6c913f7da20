import { pythonCandidate } from '../../python/candidate.ts'
import { pythonJudge } from '../../python/judge.ts'
import type { Role } from './image.ts'

/**
 * What Python runs before its memory is kept: both programs are compiled, and what tests use most is imported, because
 * the standard library is source text in an archive. There are no limits to set, and no fork: a judge ends after each test, and is
 * restored then.
 */
export const preparation = `
import sys, types
for name in ("abc", "bisect", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "datetime", "decimal",
    "enum", "fractions", "functools", "hashlib", "heapq", "io", "itertools", "json", "math", "operator", "os", "random", "re",
    "statistics", "string", "time", "typing"):
    __import__(name)
resource = types.ModuleType("resource")
_programs = {
    "candidate": compile(${JSON.stringify(pythonCandidate)}, "<textgrad>", "exec"),
    "judge": compile(${JSON.stringify(pythonJudge)}, "<textgrad>", "exec"),
}
def _start(role):
    import posix
    sys.modules["resource"] = resource
    sys.argv = ["-c", "0", "0", "0"]
    if role == "judge":
        posix.fork = lambda: 0
    names = globals()
    program = names["_programs"][role]
    for name in ("_programs", "_start", "resource", "types", "name"):
        del names[name]
    exec(program, names)
import gc
gc.collect()
del gc
`

/** Starts one of them. */
export const start: Readonly<Record<Role, string>> = {
  candidate: '_start("candidate")',
  judge: '_start("judge")',
}
