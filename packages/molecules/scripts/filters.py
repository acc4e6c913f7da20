#!/usr/bin/python3
"""Writes data/filters.tsv: the filters PAINS A, B and C, BRENK and NIH as RDKit has them.

    apt-get source --download-only rdkit
    tar -xf rdkit_*.orig.tar.xz --wildcards '*/Code/GraphMol/FilterCatalog/*'
    /usr/bin/python3 scripts/filters.py rdkit-*/Code/GraphMol/FilterCatalog > data/filters.tsv

The source is the Debian source package of rdkit (BSD-3-Clause, see data/NOTICE.md), which the packages python3-rdkit and
rdkit-data do not hold. Where a pattern names hydrogens as atoms, RDKit counts them at their neighbours before it matches;
that is done here, so that the SMARTS that come out need no such step. A line is: set, name, SMARTS.
"""

import re
import sys
from pathlib import Path

from rdkit import Chem

FILES = {
    'PAINS_A': 'pains_a.in',
    'PAINS_B': 'pains_b.in',
    'PAINS_C': 'pains_c.in',
    'BRENK': 'Filters.cpp',
    'NIH': 'Filters.cpp',
}
STRING = r'"((?:[^"\\]|\\.)*)"'


def table(text, name):
    """The name and SMARTS of each filter; C++ joins strings that stand side by side, and counts are all 0."""
    body = re.search(rf'FilterData_t {name}\[\] = \{{(.*?)\n?\}};', text, re.DOTALL).group(1)
    body = re.sub(r'"\s*\n\s*"', '', body)
    rows = re.findall(rf'\{{\s*{STRING}\s*,\s*{STRING}\s*,\s*(\d+)\s*,\s*{STRING}\s*\}}', body)
    assert len(rows) == len(re.findall(r'\{\s*"', body)), name
    assert all(count == '0' for _, _, count, _ in rows), name
    return [(label, smarts.replace('\\\\', '\\')) for label, smarts, _, _ in rows]


def merged(smarts):
    return Chem.MolToSmarts(Chem.MergeQueryHs(Chem.MolFromSmarts(smarts)))


def main():
    folder = Path(sys.argv[1])
    for name, file in FILES.items():
        for label, smarts in table((folder / file).read_text(), name):
            print(name, label, merged(smarts), sep='\t')


main()
