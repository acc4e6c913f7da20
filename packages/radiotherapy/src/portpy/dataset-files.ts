import { join } from 'node:path'

import { openHdf5, type Hdf5, type Hdf5Dataset } from '../hdf5/open-hdf5.ts'

/** Files of HDF5 that datasets are looked up in, each opened once; closed where they are not kept. */
interface DatasetFiles extends Disposable {
  /** @param path Such as `Beam_0_Data.h5/inf_matrix_sparse`, a file of the folder and what is in it. */
  dataset(folder: string, path: string, axes?: number): Promise<Hdf5Dataset>
  /** What closes them later. */
  kept(): DisposableStack
}

export function datasetFiles(): DatasetFiles {
  const stack = new DisposableStack()
  const files = new Map<string, Hdf5>()
  return {
    async dataset(folder, path, axes) {
      const end = path.indexOf('.h5/') + '.h5'.length
      const name = join(folder, path.slice(0, end))
      const file = files.get(name) ?? stack.use(await openHdf5(name))
      files.set(name, file)
      return file.dataset(path.slice(end + 1), axes)
    },
    kept: () => stack.move(),
    [Symbol.dispose]: () => stack.dispose(),
  }
}
