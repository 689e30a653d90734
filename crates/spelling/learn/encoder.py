"""Learns the network of src/encoder.rs: names of one place near one another, names of others apart.

In each batch every place gives two of its names; each name has to find the other among all. The batches are made of
places whose consonants are alike, in the second half of those the network itself takes for alike. Needs jax, optax.
"""
import collections, itertools, random
import jax, jax.numpy as jnp, numpy as np, optax
import development

SOUNDS = b"\0abcdefghijklmnopqrstuvwxyzSCZGEOUINHX`'"   # as in src/encoder.rs
READ, SYSTEMS, PLACES, LETTER, INNER, WIDTH = 4, 13, 8, 48, 64, 32
# Longer names are seldom and cost most; each name gives at most so many pairs.
LONGEST, MOST_NAMES, MOST_PAIRS, SELDOM = 14, 24, 80, 8
BATCH, MINE = 160, 1000
FIRST, SECOND = dict(steps=7000, rate=4e-3, mined=0.0), dict(steps=7000, rate=2e-3, mined=0.6)


class Names:
    """Names as the program reads them: the writing system, and each letter as written and as read."""

    def __init__(self, rows):
        """Rows as `spellings letters` prints them."""
        split = [row.split('\t') for row in rows]
        seen = collections.Counter(letter[0] for row in split for letter in row[1:])
        self.characters = [c for c, times in seen.most_common() if times >= SELDOM]
        place = {c: i + 1 for i, c in enumerate(self.characters)}
        n = len(split)
        self.lengths = np.array([len(row) - 1 for row in split], np.int32)
        self.system = np.array([0 if row[0] == '-' else int(row[0]) for row in split], np.int32)
        self.written = np.zeros((n, LONGEST), np.int32)
        self.read = np.zeros((n, LONGEST, READ), np.int32)
        for k, row in enumerate(split):
            for i, letter in enumerate(row[1:LONGEST + 1]):
                self.written[k, i] = place.get(letter[0], 0)
                for q, byte in enumerate(letter[1:].encode()[:READ]):
                    self.read[k, i, q] = max(SOUNDS.find(byte), 0)

    def of(self, which):
        return self.written[which], self.read[which], self.lengths[which], self.system[which]


class Pairs:
    """Two names each of many places, whose consonants agree but for a third."""

    def __init__(self, places, index, lengths, agree, consonants):
        rng = random.Random(1)
        self.pairs, self.start, self.folds, self.consonants, self.place = [], [0], [], [], []
        for gid, names in places.items():
            fits = [name for name in names[:MOST_NAMES] if 0 < lengths[index[name]] <= LONGEST]
            found = [(index[a], index[b]) for a, b in itertools.combinations(fits, 2)
                     if development.fold(a) != development.fold(b) and agree(a, b)]
            if found:
                self.pairs += rng.sample(found, min(len(found), MOST_PAIRS))
                self.start.append(len(self.pairs))
                self.folds.append({development.fold(name) for name in names})
                self.consonants.append(consonants(fits[0]))
        self.pairs, self.start = np.array(self.pairs, np.int32), np.array(self.start)
        self.many = len(self.folds)


class Batches:
    def __init__(self, names, pairs):
        self.names, self.pairs = names, pairs
        self.rng = np.random.default_rng(3)
        keys = (lambda c: c, lambda c: c[::-1], lambda c: c[1:] + c[:1])
        self.orders = [np.array(sorted(range(pairs.many), key=lambda k: key(pairs.consonants[k]))) for key in keys]
        weight = np.sqrt(np.diff(pairs.start))
        self.weight = weight / weight.sum()
        self.whole = None

    def look(self, weights):
        """Remembers what the network thinks of one name of each place."""
        first, out = self.pairs.pairs[self.pairs.start[:-1], 0], []
        whole = jax.jit(lambda *name: encode(weights, *name)[2])
        for k in range(0, len(first), 4096):
            out.append(np.array(whole(*self.names.of(np.resize(first[k:k + 4096], 4096)))))
        self.whole = np.concatenate(out)[:len(first)]

    def mined(self):
        for place in self.rng.integers(self.pairs.many, size=6):
            near = np.argpartition(-(self.whole @ self.whole[place]), 40)[:40]
            yield self.rng.choice(near, 22, replace=False)

    def ordered(self):
        order = self.orders[self.rng.integers(3)]
        for start in self.rng.integers(len(order), size=3):
            yield order[(start + self.rng.integers(0, 130, 40)) % len(order)]

    def next(self, mined):
        alike = self.mined() if self.rng.random() < mined else self.ordered()
        drawn = np.concatenate([*alike, self.rng.choice(self.pairs.many, 2 * BATCH, p=self.weight)])
        places = drawn[np.sort(np.unique(drawn, return_index=True)[1])][:BATCH]
        start, end = self.pairs.start[places], self.pairs.start[places + 1]
        two = self.pairs.pairs[start + (self.rng.random(BATCH) * (end - start)).astype(int)]
        turn = self.rng.random(BATCH) < .5
        which = np.concatenate([np.where(turn, two[:, 0], two[:, 1]), np.where(turn, two[:, 1], two[:, 0])])
        return *self.names.of(which), self.same(places)

    def same(self, places):
        """Places that share a name cannot be told apart and are not asked for."""
        bearers, same = collections.defaultdict(list), np.zeros((BATCH, BATCH), bool)
        for i, place in enumerate(places):
            for fold in self.pairs.folds[place]:
                for j in bearers[fold]:
                    same[i, j] = same[j, i] = True
                bearers[fold].append(i)
        return same


def first_weights(characters):
    keys = iter(jax.random.split(jax.random.PRNGKey(0), 20))
    draw = lambda *shape, by: jax.random.normal(next(keys), shape) * by
    return dict(
        written=draw(characters + 1, LETTER, by=.1), read=draw(READ, len(SOUNDS), LETTER, by=.3),
        system=draw(SYSTEMS, LETTER, by=.2), start=draw(PLACES, LETTER, by=.1), end=draw(PLACES, LETTER, by=.1),
        first=draw(3, LETTER, INNER, by=(3 * LETTER) ** -.5), first_bias=jnp.zeros(INNER),
        second=draw(3, INNER, INNER, by=(3 * INNER) ** -.5), second_bias=jnp.zeros(INNER),
        mean=draw(INNER, INNER, by=.5 * INNER ** -.5), letter=draw(INNER, WIDTH, by=INNER ** -.5),
        weight=draw(INNER, by=.1), least_weight=jnp.zeros(()), letters_scale=jnp.array(2.5), wholes_scale=jnp.array(1.),
        whole=draw(INNER, WIDTH, by=INNER ** -.5))


def three(x, w):
    padded = jnp.pad(x, ((0, 0), (1, 1), (0, 0)))
    return padded[:, :-2] @ w[0] + padded[:, 1:-1] @ w[1] + padded[:, 2:] @ w[2]


def unit(x):
    return x / jnp.sqrt((x * x).sum(-1, keepdims=True) + 1e-6)


def encode(p, written, read, lengths, system):
    at = jnp.arange(written.shape[1])[None]
    here = (at < lengths[:, None]).astype(jnp.float32)[..., None]
    x = p['written'][written] * (written > 0)[..., None] + p['system'][system][:, None]
    x += sum(p['read'][q][read[:, :, q]] * (read[:, :, q] > 0)[..., None] for q in range(READ))
    x += p['start'][jnp.minimum(at, PLACES - 1)] + p['end'][jnp.clip(lengths[:, None] - 1 - at, 0, PLACES - 1)]
    h = jax.nn.relu(three(x * here, p['first']) + p['first_bias']) * here
    mean = h.sum(1) / jnp.maximum(lengths, 1)[:, None]
    h = (h + jax.nn.relu(three(h, p['second']) + p['second_bias'] + (mean @ p['mean'])[:, None])) * here
    weight = jax.nn.softplus(h @ p['weight'] + p['least_weight']) * here[..., 0]
    whole = (h * weight[..., None]).sum(1) / (weight.sum(1)[:, None] + 1e-6) @ p['whole']
    return unit(h @ p['letter']) * here, weight, unit(whole)


def alike(p, a, b):
    """How alike each name of one side is to each of the other: the best partner of each letter, and the wholes."""
    cells = jnp.einsum('ild,jmd->ijlm', a[0], b[0])
    of_a = (cells + jnp.where(b[1] > 0, 0, -2.)[None, :, None, :]).max(3)
    of_b = (cells + jnp.where(a[1] > 0, 0, -2.)[:, None, :, None]).max(2)
    mean_a = (of_a * a[1][:, None]).sum(2) / (a[1].sum(1)[:, None] + 1e-6)
    mean_b = (of_b * b[1][None]).sum(2) / (b[1].sum(1)[None] + 1e-6)
    return jnp.exp(p['letters_scale']) * (mean_a + mean_b) / 2 + jnp.exp(p['wholes_scale']) * a[2] @ b[2].T


def loss(p, written, read, lengths, system, same):
    letters, weight, whole = encode(p, written, read, lengths, system)
    z = alike(p, (letters[:BATCH], weight[:BATCH], whole[:BATCH]), (letters[BATCH:], weight[BATCH:], whole[BATCH:]))
    z = jnp.where(same, -1e4, z)
    own = jnp.diag(z)
    return (jax.nn.logsumexp(z, 1) - own).mean() + (jax.nn.logsumexp(z, 0) - own).mean()


def train(p, batches, steps, rate, mined):
    schedule = optax.warmup_cosine_decay_schedule(0., rate, steps // 20, steps, 1e-5)
    rule = optax.chain(optax.clip_by_global_norm(1.), optax.adamw(schedule, weight_decay=1e-4))
    state = rule.init(p)

    @jax.jit
    def step(p, state, *batch):
        value, slope = jax.value_and_grad(loss)(p, *batch)
        change, state = rule.update(slope, state, p)
        return optax.apply_updates(p, change), state, value

    for k in range(steps):
        if mined and k % MINE == 0:
            batches.look(p)
        p, state, value = step(p, state, *batches.next(mined))
        if k % 500 == 499:
            print('encoder', k + 1, 'of', steps, float(value), flush=True)
    return p


def learn(rows, index, places, agree, consonants):
    """The characters and the weights. Rows are of the names that `index` counts, places are names by place."""
    names = Names(rows)
    batches = Batches(names, Pairs(places, index, names.lengths, agree, consonants))
    weights = first_weights(len(names.characters))
    for round in (FIRST, SECOND):
        weights = train(weights, batches, **round)
    weights = {name: np.array(w) for name, w in weights.items()}
    for name in ('letters_scale', 'wholes_scale'):
        weights[name] = np.exp(weights[name])
    for name in ('first_bias', 'second_bias', 'weight'):
        weights[name] = weights[name][None]
    weights['read'] = weights['read'].reshape(-1, LETTER)
    return names.characters, weights
