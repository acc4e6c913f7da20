import type { NamedProgram } from '../sandboxes.test.support.ts'

/** More ways out; each prints SUCCESS if it found one. */
export const moreAttacks: readonly NamedProgram[] = [
  {
    name: 'connects to an abstract socket of the host',
    program: `import socket
s = socket.socket(socket.AF_UNIX); s.connect("\\0CANARY_SOCKET"); s.send(b"x"); print("SUCCESS")`,
  },
  {
    name: 'reads the environment of every process it sees',
    program: `import os
for pid in os.listdir("/proc"):
    if pid.isdigit():
        try:
            if b"CANARY-ENV" in open("/proc/%s/environ" % pid, "rb").read(): print("SUCCESS")
        except OSError: pass`,
  },
  {
    name: 'finds a descriptor that it was not given',
    program: `import os
for fd in range(3, 64):
    try: target = os.readlink("/proc/self/fd/%d" % fd)
    except OSError: continue
    if not target.startswith("socket:") and "/proc/" not in target: print("SUCCESS", fd, target)`,
  },
  {
    name: 'leaves through a folder of /proc/1',
    program: `import os
for path in ("/proc/1/root/home", "/proc/1/root/etc", "/proc/1/cwd/home"):
    try: print("SUCCESS", os.listdir(path))
    except OSError: pass`,
  },
  {
    name: 'makes a user namespace with clone',
    program: `import ctypes
l = ctypes.CDLL(None, use_errno=True)
pid = l.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)
if pid == 0: l._exit(0)
if pid > 0: print("SUCCESS")`,
  },
  {
    name: 'makes a user namespace with clone3',
    program: `import ctypes, struct
l = ctypes.CDLL(None, use_errno=True)
args = ctypes.create_string_buffer(struct.pack("8Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0))
pid = l.syscall(435, args, 64)
if pid == 0: l._exit(0)
if pid > 0: print("SUCCESS")`,
  },
  {
    name: 'opens a socket of another family',
    program: `import socket
for family in (2, 10, 16, 17, 38, 40):
    try: socket.socket(family, socket.SOCK_RAW if family in (16, 17) else socket.SOCK_STREAM); print("SUCCESS", family)
    except OSError: pass`,
  },
  {
    name: 'calls the kernel by another ABI',
    program: `import ctypes
l = ctypes.CDLL(None, use_errno=True)
if l.syscall(0x40000000 + 39) > 0: print("SUCCESS")`,
  },
  {
    name: 'keeps memory without a file behind it',
    program: `import os, ctypes
try: os.memfd_create("x"); print("SUCCESS")
except OSError: pass
if ctypes.CDLL(None).shmget(0, 1 << 20, 0o1666) >= 0: print("SUCCESS")`,
  },
  {
    name: 'types into a terminal',
    program: `import fcntl, os
for fd in range(3):
    try: fcntl.ioctl(fd, 0x5412, b"x"); print("SUCCESS")
    except OSError: pass
try: os.open("/dev/tty", os.O_RDWR); print("SUCCESS")
except OSError: pass`,
  },
  {
    name: 'gains a privilege',
    program: `import ctypes
l = ctypes.CDLL(None, use_errno=True)
if l.prctl(38, 0, 0, 0, 0) == 0: print("SUCCESS")
status = open("/proc/self/status").read()
if "NoNewPrivs:\\t1" not in status or "Seccomp:\\t2" not in status: print("SUCCESS")
for line in status.split("\\n"):
    if line.startswith("Cap") and int(line.split()[1], 16): print("SUCCESS", line)`,
  },
  {
    name: 'writes outside /tmp',
    program: `import os
for root, folders, files in os.walk("/", onerror=None):
    if root.startswith(("/proc", "/tmp", "/usr/lib", "/usr/bin")): folders[:] = []; continue
    try: open(root + "/x", "w").write("x"); print("SUCCESS", root)
    except OSError: pass`,
  },
]

/** More ways to take too much. */
export const moreBombs: readonly NamedProgram[] = [
  {
    name: 'many daemons that left their session',
    program: `import os, time
for _ in range(100):
    try:
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True: time.sleep(1)
            os._exit(0)
    except OSError: pass
os._exit(0)`,
  },
  {
    name: 'a process that stops all others and waits',
    program: `import os, signal
os.fork()
os.kill(-1, signal.SIGSTOP)
signal.pause()`,
  },
  {
    name: 'closes every descriptor and loops',
    program: `import os
os.closerange(0, 64)
while True: pass`,
  },
  {
    name: 'an answer that never ends',
    program: `import os
while True: os.write(3, b"[" * 65536)`,
  },
]
