import { realmFiles } from './realm-files.ts'
import { realmImports } from './realm-imports.ts'

/**
 * What runs inside the closed realm, around CPython. It is one function of what the outside does for it, all in numbers and
 * text:
 *
 *   read(pointer, length)    bytes for descriptor 3: how many, 0 at the end, -1 when the program is to be taken back
 *   write(fd, pointer, length)
 *   now()                    milliseconds
 *   say(text)                what goes wrong while it starts
 *
 * It gives `boot`, `memory`, `prepare`, `adopt`, `restore` and `run`.
 */
export const realmCode = `
(() => {
"use strict";

${realmImports}
${realmFiles}
return (read, write, now, say) => {
  let module, exports, memory, stackTop, fileBytes, seed, random;
  const files = programFiles(read, write);
  const note = (...words) => say(words.map(String).join(" "));
  globalThis.console = { log: note, warn: note, error: note };
  globalThis.performance = { now: () => now() };
  // What the script looks for where it finds no browser and no Node.js.
  globalThis.read = globalThis.load = () => { throw new Ended("refused", "read") };
  globalThis.noModules = () => { throw new Ended("refused", "import") };

  const ends = {
    proc_exit: (code) => { throw new Ended("exit", code) },
    exit: (code) => { throw new Ended("exit", code) },
    _abort_js: () => { throw new Ended("abort") },
    __assert_fail: () => { throw new Ended("abort") },
    // Always the same, so that a program does the same again.
    random_get: (pointer, length) => {
      const bytes = module.HEAPU8;
      for (let index = 0; index < length; index++) {
        random ^= random << 13; random ^= random >>> 17; random ^= random << 5;
        bytes[pointer + index] = random;
      }
      return 0;
    },
    Jsv_GetError_import: () => null,
    JsvError_Check: () => 0,
  };

  async function boot({ bytes, library, hashSeed, image }) {
    let instance;
    const never = new Promise(() => {});
    const settings = {
      noImageDecoding: true, noAudioDecoding: true, noWasmDecoding: true, noInitialRun: image !== undefined,
      print: note, printErr: note, thisProgram: "/usr/bin/python3",
      API: { config: { jsglobals: Object.create(null), args: [], env: {}, packages: [] }, runtimeEnv: {}, lockFilePromise: never },
      locateFile: (name) => { throw new Ended("refused", name) },
      preRun: [(made) => {
        const { FS } = made;
        module = made;
        random = seed = (hashSeed + 1) * 0x9e3779b1 | 1;
        FS.mkdirTree("/lib/python3.14/site-packages");
        FS.mkdirTree("/lib/python3.14/lib-dynload");
        FS.writeFile("/lib/python314.zip", library);
        FS.chdir("/tmp");
        Object.assign(made.ENV, { HOME: "/tmp", PYTHONHASHSEED: String(hashSeed), PYTHONINSPECT: "1" });
      }],
      onRuntimeInitialized: () => files.makeDevices(module.FS),
      instantiateWasm: (imports, done) => {
        guard(imports.env, ends);
        guard(imports.wasi_snapshot_preview1, ends);
        WebAssembly.instantiate(bytes, imports).then((made) => { instance = made.instance; done(instance, made.module) }, note);
        return {};
      },
    };
    await _createPyodideModule(settings);
    exports = instance.exports;
    memory = exports.memory;
    files.seal(module.FS);
    if (image === undefined) {
      stackTop = exports.emscripten_stack_get_current();
    } else {
      const missing = Math.ceil((image.length - memory.buffer.byteLength) / 65536);
      if (missing > 0) memory.grow(missing);
    }
    globalThis.console.log = globalThis.console.warn = globalThis.console.error = () => {};
  }

  // Text of the outside, where programs can not reach it.
  function keepText(text) {
    const size = module.lengthBytesUTF8(text) + 1;
    const pointer = exports.malloc(size);
    module.stringToUTF8(text, pointer, size);
    return pointer;
  }

  function runPython(pointer) {
    try {
      return { how: exports.PyRun_SimpleString(pointer) === 0 ? "done" : "failed", detail: "" };
    } catch (error) {
      if (error instanceof Ended) return { how: error.how, detail: String(error.detail) };
      return { how: "trap", detail: String(error) };
    }
  }

  // What is not zero, by pages.
  function piecesOf(image) {
    const pieces = [];
    const words = new Int32Array(image.buffer, 0, image.length >> 2);
    const page = 1024;
    let start = -1;
    const close = (end) => {
      if (start >= 0) pieces.push({ at: 4 * start, piece: image.slice(4 * start, 4 * end) });
      start = -1;
    };
    for (let at = 0; at < words.length; at += page) {
      if (isZero(words, at, Math.min(at + page, words.length))) close(at);
      else if (start < 0) start = at;
    }
    if (start < 0) start = words.length;
    close(image.length / 4);
    return pieces;
  }

  function isZero(words, from, to) {
    for (let at = from; at < to; at++) if (words[at] !== 0) return false;
    return true;
  }

  let clean;
  return {
    boot,
    memory: () => memory,
    // Runs trusted Python to its end, and keeps the text of what starts a program. Gives where that is.
    prepare(text, starts, limit) {
      fileBytes = limit;
      files.clean(module.FS, fileBytes);
      const result = runPython(keepText(text));
      if (result.how !== "done") throw new Error("Python did not start: " + result.how + " " + result.detail);
      files.clean(module.FS, fileBytes);
      return JSON.stringify({ starts: starts.map(keepText), stackTop });
    },
    // From now on, restoring gives this memory. Half of it is zero, which is faster written than copied.
    adopt(image, top, limit) {
      clean = piecesOf(image);
      stackTop = top;
      fileBytes = limit;
    },
    restore() {
      const bytes = new Uint8Array(memory.buffer);
      let done = 0;
      for (const { at, piece } of clean) {
        bytes.fill(0, done, at);
        bytes.set(piece, at);
        done = at + piece.length;
      }
      bytes.fill(0, done);
      exports._emscripten_stack_restore(stackTop);
      random = seed;
      files.clean(module.FS, fileBytes);
      return bytes.length;
    },
    run: (pointer) => JSON.stringify(runPython(pointer)),
  };
};
})()
`
