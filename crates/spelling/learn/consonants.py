"""Whether the consonants of two names agree, as the protocol of docs/spellings.md has it. Needs anyascii==0.3.3."""
import functools, re
from anyascii import anyascii

DIGRAPHS = [('dzh', 'c'), ('dsch', 'c'), ('tsch', 'c'), ('tch', 'c'), ('sch', 's'), ('shch', 's'), ('dz', 'c'), ('dj', 'c'),
            ('ts', 'c'), ('tz', 'c'), ('cz', 'c'), ('zh', 's'), ('sh', 's'), ('sz', 's'), ('ch', 'x'), ('kh', 'x'), ('gh', 'g'),
            ('ph', 'f'), ('th', 't'), ('ck', 'k'), ('qu', 'k')]
ANY = re.compile('|'.join(a for a, _ in sorted(DIGRAPHS, key=lambda pair: -len(pair[0]))))
ONE = dict(DIGRAPHS)
CLASSES = dict(b='PW', p='P', f='PH', v='PW', w='PW', t='T', d='T', s='S', z='SC', c='KSTC', k='K', g='KJHC', q='KCS', x='KSHC',
               j='CSJKHT', h='HK', m='M', n='N', l='R', r='R', y='J')
GLIDES = set('WJH')


@functools.lru_cache(None)
def classes(name):
    text = ANY.sub(lambda m: ONE[m.group()], re.sub('[^a-z]', '', anyascii(name).lower()))
    return tuple(frozenset(CLASSES[c]) for c in re.sub(r'(.)\1+', r'\1', text) if c in CLASSES)


def order(name):
    """The classes as a text to sort by."""
    return ''.join(min(c) for c in classes(name))


def agree(a, b, share=.34):
    """Whether all but this share of the consonants agree."""
    a, b = classes(a), classes(b)
    longest = max(len(a), len(b))
    if not a or not b or abs(len(a) - len(b)) > 3 + longest / 4:
        return False
    loss = lambda c: .5 if c & GLIDES else 1.
    row = [0.]
    for y in b:
        row.append(row[-1] + loss(y))
    for x in a:
        new = [row[0] + loss(x)]
        for j, y in enumerate(b):
            new.append(min(row[j] + (not x & y), row[j + 1] + loss(x), new[j] + loss(y)))
        row = new
    return row[-1] <= share * longest
