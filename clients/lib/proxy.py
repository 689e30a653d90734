"""An HTTPS proxy: CONNECT to *.tumblr.com, or to our server itself, is led to our server, and nowhere else."""

import socket
import socketserver
import threading


class _Tunnel(socketserver.StreamRequestHandler):
    timeout = 60

    def handle(self):
        words = self.rfile.readline(8192).split()
        while self.rfile.readline(8192).strip():
            pass
        if len(words) != 3 or words[0] != b"CONNECT":
            self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = words[1].decode("ascii", "replace").rpartition(":")
        self.server.asked.append(f"{host}:{port}")
        ours = (host, port) in [("127.0.0.1", str(self.server.target)), ("localhost", str(self.server.target))]
        if not ours and not (host.lower().endswith(".tumblr.com") and port == "443"):
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as site:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pour, args=(site, self.connection), daemon=True)
            back.start()
            _pour(self.connection, site)
            back.join()


def _pour(source, sink):
    try:
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # One side has gone; the other hears of it by its own end.


class Proxy(socketserver.ThreadingTCPServer):
    """Runs beside its `with` block; `asked` has every host and port that was asked for."""

    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.target = target
        self.asked = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
