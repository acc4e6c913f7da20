import { pythonCodec } from '../codec/python-codec.ts'
import { pythonChannel } from './channel.ts'

/**
 * What runs a Python program under test. It is trusted until the program is loaded, and sets its limits before; from
 * then on the program may have changed anything here, which gains it nothing: no test and no expected value is here, and
 * whatever it writes is only data to whoever reads it.
 *
 * Arguments: bytes of memory, processes, bytes of a file. It begins with `["ready"]`. Requests and answers are lists:
 * `[id, "load", source]`, `[id, "call", name, arguments]`, `[id, "run", source, stdin]`; `[id, "returned", value, stdout]`,
 * `[id, "raised", [type, text, lines], stdout]`.
 */
export const pythonCandidate = `${pythonCodec}
${pythonChannel}
${String.raw`
class _SeededRandom:
    # The module random draws the same numbers each time, by the seed for hashes. It is found here once it is imported, as importing it takes time.
    def find_spec(self, name, path=None, target=None):
        if name != "random":
            return None
        _sys.meta_path.remove(self)
        for finder in _sys.meta_path:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        load = spec.loader.exec_module
        def seeded(module):
            load(module)
            # A module of the program may have this name.
            if hasattr(module, "SystemRandom"):
                module.seed(_posix.environ.get(b"PYTHONHASHSEED", b"0"))
        spec.loader.exec_module = seeded
        return spec

def _serve():
    memory, processes, file_bytes = [int(text) for text in _sys.argv[1:4]]
    del _sys.argv[1:]
    if _posix.environ.pop(b"TEXTGRAD_PROGRAM", None) is not None:
        _posix.unsetenv(b"TEXTGRAD_PROGRAM")
    _sys.path[:] = [folder for folder in _sys.path if folder]
    _limit({
        "RLIMIT_AS": memory, "RLIMIT_NPROC": processes, "RLIMIT_FSIZE": file_bytes,
        "RLIMIT_NOFILE": 64, "RLIMIT_CORE": 0, "RLIMIT_MEMLOCK": 0, "RLIMIT_MSGQUEUE": 0,
    })
    import io
    _sys.meta_path.insert(0, _SeededRandom())
    file = "<program>"
    quote = _codec_json.encode_basestring_ascii
    receive, send = _open_channel(3)
    module = type(_sys)("program")
    _sys.modules["program"] = module
    shown = 2000

    class Output(io.TextIOBase):
        # Keeps what is shown of a call; all of it counts against the limit where it is written on.
        def __init__(self):
            self.kept, self.size = [], 0

        encoding = "utf-8"

        def writable(self):
            return True

        def write(self, text):
            if not isinstance(text, str):
                raise TypeError("write() argument must be str, not " + type(text).__name__)
            room = shown - self.size
            if room > 0:
                self.kept.append(text[:room])
            self.size += len(text)
            if self.size > shown:
                data = text[max(room, 0):].encode("utf-8", "replace")
                while data:
                    data = data[_posix.write(1, data):]
            return len(text)

        def take(self):
            text = "".join(self.kept)
            self.kept, self.size = [], 0
            return text

    output = Output()

    def load(source):
        exec(compile(source, file, "exec"), module.__dict__)

    def call(name, arguments):
        function = module.__dict__.get(name)
        if function is None:
            raise NameError("name '%s' is not defined" % name)
        return function(*arguments)

    def run(source, text):
        path = "/tmp/.input-%d" % _posix.getpid()
        handle = _posix.open(path, _posix.O_RDWR | _posix.O_CREAT | _posix.O_EXCL, 0o600)
        _posix.unlink(path)
        data = memoryview(text.encode("utf-8", "surrogatepass"))
        while data:
            data = data[_posix.write(handle, data):]
        _posix.lseek(handle, 0, 0)
        _posix.dup2(handle, 0)
        _posix.close(handle)
        _sys.stdin = open(0, encoding="utf-8", errors="replace")
        _sys.stdout = open(1, "w", encoding="utf-8", errors="surrogatepass", closefd=False)
        module.__name__ = "__main__"
        _sys.modules["__main__"] = module
        try:
            exec(compile(source, file, "exec"), module.__dict__)
        except SystemExit:
            pass
        finally:
            _sys.stdout.flush()

    # What is used after the program has run is bound here, so that ordinary programs that replace builtins go on.
    actions = {"load": load, "call": call, "run": run}
    describe, exception, encode_value, decode_request = _described, BaseException, encode, decode
    send('["ready"]')
    while True:
        request = decode_request(receive())
        _sys.stdout = output
        try:
            value = encode_value(actions[request[1]](*request[2:]))
            if len(value) > 16000000:
                raise CodecError("the value is larger than 16 MB")
            said = '"returned",' + value
        except exception as error:
            kind, text, lines = describe(error, file)
            places = ",".join(["[%d,%s]" % (line, quote(name)) for line, name in lines])
            said = '"raised",[%s,%s,[%s]]' % (quote(kind), quote(text), places)
            error = None
        send("[" + quote(request[0]) + "," + said + "," + quote(output.take()) + "]")

_serve()
`}`
