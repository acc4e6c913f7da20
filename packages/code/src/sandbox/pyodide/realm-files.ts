/** The files of a program: all in memory, and only those in /tmp can be written to, within bounds. */
export const realmFiles = String.raw`
function programFiles(read, write) {
  let baseStreams, fileBytes, taken = 0, nodes = 0;

  // Only /tmp can be written to.
  function freeze(FS) {
    const pending = [FS.root];
    while (pending.length > 0) {
      const node = pending.pop();
      const { getattr, lookup, readdir, readlink } = node.node_ops;
      node.node_ops = { getattr, lookup, readdir, readlink };
      if (FS.isDir(node.mode)) pending.push(...Object.values(node.contents ?? {}));
      else if (FS.isFile(node.mode)) {
        const { llseek, read, mmap } = node.stream_ops;
        node.stream_ops = { llseek, read, mmap };
      }
    }
  }

  const mostNodes = 4096;
  function boundFiles(FS) {
    const files = FS.filesystems.MEMFS;
    const { createNode, resizeFileStorage } = files;
    const { stream } = files.ops_table.file;
    const writeFile = stream.write;
    const room = (node, size) => {
      if (size > fileBytes) throw new FS.ErrnoError(EFBIG);
      taken += Math.max(0, size - (node.contents?.length ?? 0));
      if (taken > 16 * fileBytes) throw new FS.ErrnoError(ENOSPC);
    };
    files.createNode = (...values) => {
      if (++nodes > mostNodes) throw new FS.ErrnoError(ENOSPC);
      return createNode.apply(files, values);
    };
    stream.write = (open, buffer, offset, length, position, ...more) => {
      room(open.node, position + length);
      return writeFile(open, buffer, offset, length, position, ...more);
    };
    files.resizeFileStorage = (node, size) => { room(node, size); resizeFileStorage.call(files, node, size) };
  }

  function makeDevices(FS) {
    const open = (stream) => { stream.seekable = false };
    const device = (minor, name, more) => {
      const id = FS.makedev(64, minor);
      FS.registerDevice(id, { open, ...more });
      FS.mkdev(name, 0o666, id);
    };
    const out = (fd) => ({ write: (stream, buffer, offset, length) => { write(fd, offset, length); return length } });
    device(1, "/dev/program-output", out(1));
    device(2, "/dev/program-errors", out(2));
    device(3, "/dev/channel", {
      ...out(3),
      read: (stream, buffer, offset, length) => {
        const count = read(offset, length);
        if (count < 0) throw new Ended("back");
        return count;
      },
    });
    for (const fd of [0, 1, 2]) FS.close(FS.streams[fd]);
    FS.open("/dev/null", 0);
    FS.open("/dev/program-output", 1);
    FS.open("/dev/program-errors", 1);
    FS.open("/dev/channel", 2);
  }

  function cleanFiles(FS) {
    FS.ignorePermissions = true;
    if (FS.lookupPath("/tmp", { follow_mount: false }).node.mounted) FS.unmount("/tmp");
    taken = nodes = 0;
    FS.mount(FS.filesystems.MEMFS, {}, "/tmp");
    FS.ignorePermissions = false;
    FS.chmod("/tmp", 0o777);
    FS.currentPath = "/tmp";
    // Whoever closes one changes the object itself.
    FS.streams = baseStreams.map(({ stream, shared, type }) =>
      Object.assign(Object.create(Object.getPrototypeOf(type)), stream, { shared: { ...shared } }));
  }

  return {
    makeDevices,
    // From now on, all that is there stays as it is.
    seal(FS) {
      baseStreams = FS.streams.slice(0, 4).map((stream) => ({ stream: { ...stream }, shared: { ...stream.shared }, type: stream }));
      freeze(FS);
      boundFiles(FS);
    },
    // Takes away what was written, and lets the next program write files of so many bytes.
    clean(FS, limit) {
      fileBytes = limit;
      cleanFiles(FS);
    },
  };
}
`
