/**
 * What WebAssembly may import from the realm. It reaches JavaScript by its imports and by nothing else, whatever the program in
 * it does to its own memory. So that is where the wall is: each import is on the list of those that are needed for files, time and
 * memory, or refuses. There is no import left that takes or gives an object of JavaScript, runs text as code, loads a library,
 * opens a socket or starts a process.
 */
export const realmImports = String.raw`
class Ended {
  constructor(how, detail) { this.how = how; this.detail = detail }
}

// Taken as they are. Names as in the imports of the module.
const kept = new Set((
  "clock_res_get clock_time_get emscripten_date_now emscripten_get_now _tzset_js _timegm_js _mktime_js _localtime_js _gmtime_js " +
  "environ_sizes_get environ_get _emscripten_get_progname _Py_emscripten_runtime _Py_CheckEmscriptenSignals_Helper " +
  "emscripten_resize_heap emscripten_get_heap_max emscripten_runtime_keepalive_push emscripten_runtime_keepalive_pop " +
  "__hiwire_deduplicate_new __call_sighandler " +
  "fd_close fd_read fd_write fd_sync fd_fdstat_get fd_seek fd_pread fd_pwrite _mmap_js _munmap_js _msync_js " +
  "__syscall_fcntl64 __syscall_openat __syscall_faccessat __syscall_chdir __syscall_chmod __syscall_fchownat __syscall_dup " +
  "__syscall_dup3 __syscall_fchdir __syscall_fchmod __syscall_fchmodat2 __syscall_fchown32 __syscall_fdatasync " +
  "__syscall_fstat64 __syscall_stat64 __syscall_newfstatat __syscall_lstat64 __syscall_ftruncate64 __syscall_getcwd " +
  "__syscall_getdents64 __syscall_mkdirat __syscall_poll __syscall_fadvise64 __syscall_fallocate __syscall_readlinkat " +
  "__syscall_unlinkat __syscall_rmdir __syscall_renameat __syscall_statfs64 __syscall_fstatfs64 __syscall_symlinkat " +
  "__syscall_truncate64 __syscall_utimensat"
).split(" "));

// What a system without these says. Errors are numbered as WASI does.
const EACCES = 2, ENOSYS = 52, ENOSPC = 51, ENOTTY = 59, EPERM = 63, EFBIG = 22;
const answers = {
  __syscall_socket: -EACCES, __syscall_mknodat: -EPERM, __syscall_ioctl: -ENOTTY, __syscall_pipe: -ENOSYS,
  _emscripten_system: -ENOSYS, _setitimer_js: -ENOSYS, getaddrinfo: -4, getnameinfo: -4, getprotobyname: 0,
  _dlopen_js: 0, _dlsym_js: 0, _emscripten_lookup_name: 0, _emscripten_dlopen_js: 0,
  _try_fcntl64: 0, _try_shutdown: 0, _maybe_poll_async: null, _maybe_connect_async: null, _maybe_recvfrom_async: null,
  _maybe_sendto_async: null, __syscall_getuid32_js: 65534, __syscall_umask_js: 0,
  emscripten_console_log: 0, emscripten_console_error: 0, emscripten_console_warn: 0, emscripten_console_trace: 0,
  emscripten_out: 0, emscripten_err: 0, emscripten_log_impl_js: 0, _emscripten_log_formatted: 0,
};

function guard(imports, ends) {
  for (const name of Object.keys(imports)) {
    const given = imports[name];
    if (kept.has(name) || typeof given !== "function") continue;
    const instead = Object.hasOwn(ends, name) ? ends[name]
      : Object.hasOwn(answers, name) ? () => answers[name]
      : () => { throw new Ended("refused", name) };
    // A copy that no two tables share. Its signature says how it is put into a table.
    imports[name] = (...values) => instead(...values);
    imports[name].sig = given.sig;
  }
  for (const name of Object.keys(ends)) if (!Object.hasOwn(imports, name)) imports[name] = ends[name];
}
`
