"""Read by Python before a client's own program: a test may connect to this machine and to nothing else.

Clients ask for a few things past the proxy they are given. Those get the answer of a machine without a network.
"""

import socket

_lookup = socket.getaddrinfo


def _local(host, *rest, **options):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "127.0.0.1", "::1"):
        raise socket.gaierror(socket.EAI_NONAME, f"a test may not look for {name}")
    return _lookup(host, *rest, **options)


socket.getaddrinfo = _local
