/**
 * Lines over descriptor 3, for both of our Python processes: `receive()` gives the next line's data, `send(text)` writes
 * one. And the limits that a process can set itself, from its arguments.
 */
export const pythonChannel = String.raw`
import posix as _posix
import resource as _resource
import sys as _sys

def _limit(names):
    for name, value in names.items():
        which = getattr(_resource, name, None)
        if which is not None:
            _resource.setrlimit(which, (value, value))

def _open_channel(fd):
    read, write = _posix.read, _posix.write
    pending = [b""]

    def receive():
        pieces = []
        while True:
            line, found, rest = pending[0].partition(b"\n")
            pieces.append(line)
            if found:
                pending[0] = rest
                return b"".join(pieces).decode("utf-8", "surrogatepass")
            pending[0] = read(fd, 262144)
            if not pending[0]:
                _posix._exit(0)

    def send(text):
        line = memoryview(text.encode("ascii") + b"\n")
        while line:
            line = line[write(fd, line):]

    return receive, send

def _described(error, file):
    # Builtins only: what a program calls its own exceptions is not known where they are raised again.
    builtin = next(kind for kind in type.mro(type(error)) if kind.__module__ == "builtins")
    try:
        text = str(error)
    except BaseException:
        text = ""
    lines = []
    if isinstance(error, SyntaxError) and error.filename == file:
        lines.append([error.lineno or 0, ""])
        text = str(error.msg)
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file:
            lines.append([trace.tb_lineno, code.co_name])
        trace = trace.tb_next
    return [builtin.__name__, text[:4000], lines[-20:]]
`
