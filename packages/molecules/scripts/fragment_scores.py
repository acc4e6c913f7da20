#!/usr/bin/python3
"""Writes data/fragment-scores.bin.gz from the fragment scores of RDKit's SA_Score, as Debian packages them.

    /usr/bin/python3 scripts/fragment_scores.py [fpscores.pkl.gz] > data/fragment-scores.bin.gz

The source is Contrib/SA_Score/fpscores.pkl.gz of the package rdkit-data (BSD-3-Clause, see data/NOTICE.md). It holds
lists of a score and the fragments that have it; a fragment is the 32-bit id of a Morgan environment.

The result is compressed by gzip. Inside, numbers being little-endian:

    uint32          how many scores there are
    float64 each    the scores, that of most fragments first
    uint32          how many fragments there are
    varint each     the ids in order, as differences, the first from 0
    varint each     the place of each fragment's score among the scores, from 0

A varint is a number in groups of seven bits, the lowest first; a byte's highest bit says that another follows.
"""

import gzip
import pickle
import struct
import sys
from collections import Counter

SOURCE = '/usr/share/RDKit/Contrib/SA_Score/fpscores.pkl.gz'


def varint(number):
    groups = bytearray()
    while number > 127:
        groups.append(number & 127 | 128)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def encode(score_by_id):
    counts = Counter(score_by_id.values())
    scores = sorted(counts, key=lambda score: (-counts[score], score))
    place = {score: index for index, score in enumerate(scores)}
    ids = sorted(score_by_id)
    parts = [struct.pack('<I', len(scores)), struct.pack(f'<{len(scores)}d', *scores), struct.pack('<I', len(ids))]
    parts += [varint(after - before) for before, after in zip([0] + ids, ids)]
    parts += [varint(place[score_by_id[one]]) for one in ids]
    return b''.join(parts)


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else SOURCE
    with gzip.open(source) as file:
        rows = pickle.load(file)
    score_by_id = {one: float(row[0]) for row in rows for one in row[1:]}
    sys.stdout.buffer.write(gzip.compress(encode(score_by_id), 9, mtime=0))


main()
