/** Steps of the program until a call is ended: what runs for long repeats itself. */
const mostSteps = 200_000

/**
 * Traces what a Python program runs: loaded before the program, in the same place. `_textgrad_lines()` gives the lines that ran since it
 * was asked last; loading counts until so many steps are done, and a call that takes more is ended. `_textgrad_program_lines(source)`
 * gives all lines at which there is something to run.
 */
export const pythonTracer = `exec(compile(${JSON.stringify(String.raw`
import sys as _textgrad_sys

class _TextgradTooLong(BaseException):
    pass

_textgrad_ran = set()
_textgrad_left = [${mostSteps}, False]

def _textgrad_trace(frame, event, argument, ran=_textgrad_ran, left=_textgrad_left, sys=_textgrad_sys, TooLong=_TextgradTooLong):
    if frame.f_code.co_filename != "<program>":
        return None
    if event == "line":
        ran.add(frame.f_lineno)
    left[0] -= 1
    if left[0] < 0:
        if left[1]:
            raise TooLong()
        sys.settrace(None)
    return _textgrad_trace

def _textgrad_lines():
    _textgrad_sys.settrace(None)
    lines = sorted(_textgrad_ran)
    _textgrad_ran.clear()
    _textgrad_left[:] = [${mostSteps}, True]
    _textgrad_sys.settrace(_textgrad_trace)
    return lines

def _textgrad_program_lines(source):
    import dis
    def lines(code):
        # Annotations of Python 3.14 run when somebody asks for them.
        own = set() if code.co_name == "__annotate__" else {line for _, line in dis.findlinestarts(code) if line}
        for part in code.co_consts:
            if isinstance(part, type(code)):
                own |= lines(part)
        return own
    return sorted(lines(compile(source, "<program>", "exec", dont_inherit=True)))

def _textgrad_run(source, text):
    import io
    code = compile(source, "<program>", "exec", dont_inherit=True)
    kept = _textgrad_sys.stdin, _textgrad_sys.stdout
    _textgrad_sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8", "replace")
    _textgrad_sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8", "surrogatepass")
    globals()["__name__"] = "__main__"
    _textgrad_sys.modules["__main__"] = _textgrad_sys.modules["program"]
    try:
        exec(code, globals())
    except SystemExit:
        pass
    finally:
        _textgrad_sys.stdin, _textgrad_sys.stdout = kept

_textgrad_sys.settrace(_textgrad_trace)
`)}, "<tracer>", "exec"), globals())
`
