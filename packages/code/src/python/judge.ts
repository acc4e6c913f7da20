import { pythonCodec } from '../codec/python-codec.ts'
import { pythonChannel } from './channel.ts'

/**
 * What runs test code. No program under test is here: a function of it is a proxy that asks for a call and waits. Every
 * script runs in a fork, so that none sees what another one left.
 *
 * Arguments: bytes of memory, processes, bytes of a file. It begins with `["ready"]`. Requests: `[id, "script", code, prelude, entryPoint]`; then it
 * asks `[id, "call", name, arguments]` and is told `["returned", value]`, `["raised", type, text]` or `["stopped", text]`;
 * it ends with `[id, "done", status, type, text, line]`.
 */
export const pythonJudge = `${pythonCodec}
${pythonChannel}
${String.raw`
class _Stopped(BaseException):
    pass

def _serve():
    memory, processes, file_bytes = [int(text) for text in _sys.argv[1:4]]
    del _sys.argv[1:]
    _sys.path[:] = [folder for folder in _sys.path if folder]
    _limit({
        "RLIMIT_AS": memory, "RLIMIT_NPROC": processes, "RLIMIT_FSIZE": file_bytes, "RLIMIT_NOFILE": 64, "RLIMIT_CORE": 0,
    })
    import builtins, types
    # Test code uses them most; a fork has them for free.
    import copy, math, random
    receive, send = _open_channel(3)
    file = "<test>"

    def proxy(ticket, name):
        def function(*arguments):
            send('["%s","call",%s,%s]' % (ticket, encode(name), encode([*arguments])))
            reply = decode(receive())
            if reply[0] == "returned":
                return reply[1]
            if reply[0] == "stopped":
                raise _Stopped(reply[1])
            kind = getattr(builtins, reply[1], Exception)
            if not issubclass(kind, Exception):
                raise _Stopped(reply[1] + ": " + reply[2])
            error = kind.__new__(kind)
            error.args = (reply[2],)
            raise error
        function.__name__ = name
        return function

    def free_names(code):
        names = set(code.co_names)
        for part in code.co_consts:
            if isinstance(part, types.CodeType):
                names |= free_names(part)
        return names

    def script(ticket, code, prelude, entry):
        # Test code draws the same numbers each time, by the seed for hashes.
        random.seed(_posix.environ.get(b"PYTHONHASHSEED", b"0"))
        module = types.ModuleType("test")
        _sys.modules["test"] = module
        names = module.__dict__
        if prelude:
            exec(compile(prelude, "<prelude>", "exec"), names)
        compiled = compile(code, file, "exec")
        if entry:
            names[entry] = names["candidate"] = proxy(ticket, entry)
        for name in free_names(compiled):
            if name not in names and not hasattr(builtins, name):
                names[name] = proxy(ticket, name)
        exec(compiled, names)

    def outcome(ticket, request):
        try:
            script(ticket, *request)
            return ["passed", "", "", 0]
        except _Stopped as error:
            return ["stopped", "", str(error), line_of(error)]
        except AssertionError as error:
            return ["failed", "AssertionError", str(error)[:4000], line_of(error)]
        except BaseException as error:
            kind, text, _ = _described(error, file)
            return ["error", kind, text, line_of(error)]

    def line_of(error):
        lines = _described(error, file)[2]
        return lines[-1][0] if lines else 0

    send('["ready"]')
    while True:
        ticket, _, *request = decode(receive())
        child = _posix.fork()
        if child == 0:
            send(encode([ticket, "done", *outcome(ticket, request)]))
            _posix._exit(0)
        _, state = _posix.waitpid(child, 0)
        if state != 0:
            send(encode([ticket, "done", "error", "SystemError", "the test code ended its process", 0]))

_serve()
`}`
