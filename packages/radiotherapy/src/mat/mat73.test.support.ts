/** A function of Python that writes variables as MATLAB 7.3 does, by h5py: `save73(file, out)`. */
export const save73 = `
import itertools, h5py, numpy as np, scipy.sparse
def save73(path, out):
    with h5py.File(path, 'w', userblock_size=512) as f:
        refs = f.create_group('#refs#')
        names = itertools.count()
        def refer(value):
            name = str(next(names))
            put(refs, name, value)
            return refs[name].ref
        def dataset(group, name, data, kind, **about):
            made = group.create_dataset(name, data=data)
            made.attrs['MATLAB_class'] = np.bytes_(kind)
            made.attrs.update(about)
        def put(group, name, value):
            if isinstance(value, dict):
                made = group.create_group(name)
                made.attrs['MATLAB_class'] = np.bytes_('struct')
                for field, one in value.items(): put(made, field, one)
                return
            if scipy.sparse.issparse(value):
                matrix = value.tocsc()
                made = group.create_group(name)
                made.attrs['MATLAB_class'] = np.bytes_('double')
                made.attrs['MATLAB_sparse'] = np.uint64(matrix.shape[0])
                made['jc'] = matrix.indptr.astype(np.uint64)
                if matrix.nnz:
                    made['ir'] = matrix.indices.astype(np.uint64)
                    made['data'] = matrix.data.astype(float)
                return
            if isinstance(value, str):
                dataset(group, name, np.array([[ord(one)] for one in value], dtype=np.uint16), 'char', MATLAB_int_decode=np.int32(2))
                return
            value = np.atleast_2d(np.asarray(value))
            kind = 'cell' if value.dtype == object else 'struct' if value.dtype.names else 'double'
            if value.size == 0:
                dataset(group, name, np.array(value.shape, dtype=np.uint64), kind, MATLAB_empty=np.uint8(1))
            elif kind == 'struct':
                made = group.create_group(name)
                made.attrs['MATLAB_class'] = np.bytes_('struct')
                for field in value.dtype.names:
                    made.create_dataset(field, data=np.array([[refer(one) for one in row] for row in value[field].T], dtype=h5py.ref_dtype))
            elif kind == 'cell':
                dataset(group, name, np.array([[refer(one) for one in row] for row in value.T], dtype=h5py.ref_dtype), kind)
            else:
                dataset(group, name, value.T, kind)
        for name, value in out.items(): put(f, name, value)
    with open(path, 'r+b') as f:
        f.write(b'MATLAB 7.3 MAT-file, Platform: test'.ljust(124) + b'\\x00\\x02IM')
`
